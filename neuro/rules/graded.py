"""Steps that grow with what is missing: a receiver just short of its margin changes little, one far from it fully."""

from .rule import PlasticityRule

GRADED = PlasticityRule(
    name="graded",
    source="a margin rule whose step is the hinge itself, clipped; see Shalev-Shwartz et al., JMLR 7:551, 2006",
    unit="s*clip((margin - s*h)/(margin + 1), 0, 1)",
    readout="y*clip((margin - y*r)/(margin + 1), 0, 1)",
)
