"""Everything that leads off this CPU; installed as ``neuro_deploy``."""
