/* unclosed
{ a = 1; }
