# café
{ a = "café"; }
