# Addresses; see nixpkgs' manual, lib.network.
let
  inherit (builtins) elemAt length;
  inherit (lib) hasInfix hasPrefix hasSuffix head last splitString;
  hex = n: lib.toLower (lib.toHexString n);
  # the eight pieces of an address, of which `::` stands for those that are 0
  pieces =
    addr:
    let
      all = splitString ":" addr;
      given = builtins.filter (p: p != "") all;
      zeros = builtins.genList (_: "0") (8 - length given);
      gaps =
        if hasPrefix "::" addr || hasSuffix "::" addr then
          2
        else if hasInfix "::" addr then
          1
        else
          0;
    in
    if builtins.match "[0-9A-Fa-f:]+" addr == null then
      throw "${addr} contains malformed characters for IPv6 address"
    else if addr == "::" then
      zeros
    else if
      length all - length given != gaps || (if gaps > 0 then length given >= 8 else length given != 8)
    then
      throw "${addr} is not a valid IPv6 address"
    else if hasPrefix "::" addr then
      zeros ++ given
    else if hasSuffix "::" addr then
      given ++ zeros
    else
      builtins.concatMap (p: if p == "" then zeros else [ p ]) all;
  canonical =
    addr:
    lib.concatMapStringsSep ":" (
      p:
      let
        n = lib.fromHexString p;
      in
      if n <= 65535 then hex n else throw "0x${p} is not a valid u16 integer"
    ) (pieces addr);
  bits =
    addr: n:
    if n >= 1 && n <= 128 then
      n
    else
      throw "${addr} IPv6 subnet should be in range [1;128], got ${toString n}";
in
{
  ipv6 = {
    fromString =
      addr:
      let
        parts = splitString "/" addr;
      in
      if length parts > 2 then
        throw "${addr} is not a valid IPv6 address in CIDR notation"
      else
        {
          address = canonical (head parts);
          prefixLength = if length parts == 1 then 128 else bits addr (lib.toInt (last parts));
        };
    mkEUI64Suffix =
      mac:
      let
        octet = "([0-9A-Fa-f]{2})";
        found = builtins.match (lib.concatStringsSep "[-:.]?" (builtins.genList (_: octet) 6)) mac;
        at = elemAt found;
      in
      if found == null then
        throw "\"${mac}\" is not a valid MAC address (expected 6 octets of hex digits)"
      else
        lib.toLower "${hex (builtins.bitXor 512 (lib.fromHexString (at 0 + at 1)))}:${at 2}ff:fe${at 3}:${at 4}${at 5}";
  };
}
