"""Nothing but Process and ProcessModel files: at every compilation Lava executes each file in this folder anew.

It does so outside of any package, which is why these files import by absolute names.

Each process says in its docstring whether a chip has a model of it, under "On a chip":

====================  ==================================================  ==============  =====================
process               what it does                                        stock or ours   on a chip
====================  ==================================================  ==============  =====================
SpikeNetwork          units that spike, couplings, lines, readout         stock           should be; not seen
FlipNetwork           the same under the flip code                        units ours      no: its units
FlipUnits             units that speak of changes only                    ours            no: needs microcode
LearningNetwork       a network that learns in whole numbers              units ours      no: its units
LearningUnits         units that judge their own stability                ours            no: needs microcode
LearningReadout       readouts that are taught                            ours            no: needs microcode
PlasticConnection     weights that learn where they are, and stop         ours            no: stock can't do it
Drive, Recorder       what comes from outside and what leaves             ours            no: the host's work
====================  ==================================================  ==============  =====================

"Not seen" means: nothing of this package has been run on silicon.
"""
