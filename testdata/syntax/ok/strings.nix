{
  empty = "";
  escapes = "a\n\r\t\"\\\${b}\x";
  dollars = "$ $$ $${a} $";
  interpolated = "${"a"} and ${"b" + "${"c"}"}";
  many = "
    a plain string keeps its indentation
  ";
  indented = ''
    first
      second
    ''${escaped} ''' and ''\n and $${plain} and ' and $
  '';
  nested = ''
    outer ${''
      inner ${"deep"}
    ''}
  '';
  blank = ''   '';
  flat = ''no line end'';
}
