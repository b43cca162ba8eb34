{ set, cond }:
with set;
assert cond;
if cond
then let a = 1; in a
else with set; assert cond; if cond then 1 else x: x
