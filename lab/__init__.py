"""The lab: the whole world on one machine, out of hosts that are reached over SSH as real ones are.

`plan` says what there is to be, from the model alone; `ground` whether this machine can carry it;
`building` makes it so and may be stopped at any moment; `clearing` takes it away again.
"""
