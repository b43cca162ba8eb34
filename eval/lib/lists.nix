# Lists; see nixpkgs' manual, lib.lists.
rec {
  inherit (builtins)
    all
    any
    concatLists
    concatMap
    elem
    elemAt
    filter
    genList
    groupBy
    head
    isList
    length
    map
    partition
    sort
    tail
    ;
  inherit (native)
    flatten
    foldr
    reverseList
    unique
    ;

  foldl' = f: builtins.foldl' f;
  fold = foldr;
  foldl =
    f: start: list:
    let
      upTo = n: if n == 0 then start else f (upTo (n - 1)) (builtins.elemAt list (n - 1));
    in
    upTo (builtins.length list);

  singleton = x: [ x ];
  forEach = list: f: builtins.map f list;
  imap0 = f: list: builtins.genList (n: f n (builtins.elemAt list n)) (builtins.length list);
  imap1 = f: list: builtins.genList (n: f (n + 1) (builtins.elemAt list n)) (builtins.length list);
  ifilter0 =
    p: list:
    builtins.concatLists (imap0 (i: x: if p i x then [ x ] else [ ]) list);
  remove = e: builtins.filter (x: x != e);
  optional = condition: x: if condition then [ x ] else [ ];
  optionals = condition: list: if condition then list else [ ];
  toList = x: if builtins.isList x then x else [ x ];
  range = first: last: if first > last then [ ] else builtins.genList (n: first + n) (last - first + 1);
  replicate = n: x: builtins.genList (_: x) n;
  count = p: builtins.foldl' (n: x: if p x then n + 1 else n) 0;

  findFirstIndex =
    p: default: list:
    let
      n = builtins.length list;
      from =
        i:
        if i == n then
          default
        else if p (builtins.elemAt list i) then
          i
        else
          from (i + 1);
      found = builtins.foldl' (
        at: x:
        if at >= 0 then
          at
        else if p x then
          -at - 1
        else
          at - 1
      ) (-1) list;
    in
    if n < 1000 then
      from 0
    else if found < 0 then
      default
    else
      found;
  findFirst =
    p: default: list:
    let
      i = findFirstIndex p null list;
    in
    if i == null then default else builtins.elemAt list i;
  findSingle =
    p: default: multiple: list:
    let
      found = builtins.filter p list;
      n = builtins.length found;
    in
    if n == 0 then
      default
    else if n == 1 then
      builtins.head found
    else
      multiple;

  groupBy' =
    op: nul: p: list:
    builtins.mapAttrs (_: builtins.foldl' op nul) (builtins.groupBy p list);
  zipListsWith =
    f: left: right:
    builtins.genList (n: f (builtins.elemAt left n) (builtins.elemAt right n)) (
      lib.min (builtins.length left) (builtins.length right)
    );
  zipLists = zipListsWith (fst: snd: { inherit fst snd; });

  sublist =
    start: count: list:
    let
      n = builtins.length list;
      size =
        if start >= n then
          0
        else if start + count > n then
          n - start
        else
          count;
    in
    builtins.genList (i: builtins.elemAt list (i + start)) size;
  take = sublist 0;
  takeEnd = n: list: drop (lib.max 0 (builtins.length list - n)) list;
  drop = count: list: sublist count (builtins.length list) list;
  dropEnd = n: list: take (lib.max 0 (builtins.length list - n)) list;
  last =
    list:
    assert lib.assertMsg (list != [ ]) "lists.last: list must not be empty!";
    builtins.elemAt list (builtins.length list - 1);
  init =
    list:
    assert lib.assertMsg (list != [ ]) "lists.init: list must not be empty!";
    take (builtins.length list - 1) list;
  hasPrefix = list1: list2: take (builtins.length list1) list2 == list1;
  removePrefix =
    list1: list2:
    if hasPrefix list1 list2 then
      drop (builtins.length list1) list2
    else
      throw "lib.lists.removePrefix: First argument is not a list prefix of the second argument";
  commonPrefix =
    a: b:
    let
      most = lib.min (builtins.length a) (builtins.length b);
      from = i: if i == most || builtins.elemAt a i != builtins.elemAt b i then i else from (i + 1);
    in
    take (from 0) a;
  replaceElemAt =
    list: index: value:
    if index < 0 || index >= builtins.length list then
      throw "'lists.replaceElemAt' called with index ${toString index} on a list of size ${toString (builtins.length list)}"
    else
      imap0 (i: x: if i == index then value else x) list;

  allUnique = list: builtins.length (unique list) == builtins.length list;
  uniqueStrings = list: builtins.attrNames (builtins.groupBy lib.id list);
  intersectLists = e: builtins.filter (x: builtins.elem x e);
  subtractLists = e: builtins.filter (x: !builtins.elem x e);
  mutuallyExclusive = a: b: builtins.length a == 0 || !builtins.any (x: builtins.elem x a) b;
  concatAttrValues = set: builtins.concatLists (builtins.attrValues set);

  compareLists =
    cmp: a: b:
    if a == [ ] then
      if b == [ ] then 0 else -1
    else if b == [ ] then
      1
    else
      let
        first = cmp (builtins.head a) (builtins.head b);
      in
      if first == 0 then compareLists cmp (builtins.tail a) (builtins.tail b) else first;
  sortOn =
    f: list:
    builtins.map (x: builtins.elemAt x 1) (
      builtins.sort (a: b: builtins.head a < builtins.head b) (
        builtins.map (x: [
          (f x)
          x
        ]) list
      )
    );
  naturalSort =
    list:
    let
      chunks =
        text:
        builtins.map (x: if builtins.isList x then lib.toIntBase10 (builtins.head x) else x) (
          builtins.split "(0|[1-9][0-9]*)" text
        );
      byChunk = compareLists (
        a: b:
        if builtins.isInt a then
          if builtins.isInt b then lib.compare a b else -1
        else if builtins.isInt b then
          1
        else
          lib.compare a b
      );
      keyed = builtins.map (x: {
        inherit x;
        key = chunks x;
      }) list;
    in
    builtins.map (k: k.x) (builtins.sort (a: b: byChunk a.key b.key < 0) keyed);

  crossLists = f: builtins.foldl' (fs: args: builtins.concatMap (g: builtins.map g args) fs) [ f ];
  listDfs =
    stopOnCycles: before: list:
    let
      walk =
        us: visited: rest:
        let
          here = builtins.partition (x: before x us) visited;
          split = builtins.partition (x: before x us) rest;
        in
        if stopOnCycles && here.right != [ ] then
          {
            cycle = us;
            loops = here.right;
            inherit visited rest;
          }
        else if split.right == [ ] then
          {
            minimal = us;
            inherit visited rest;
          }
        else
          walk (builtins.head split.right) ([ us ] ++ visited) (builtins.tail split.right ++ split.wrong);
    in
    walk (builtins.head list) [ ] (builtins.tail list);
  toposort =
    before: list:
    let
      walk = listDfs true before list;
      rest = toposort before (walk.visited ++ walk.rest);
    in
    if builtins.length list < 2 then
      { result = list; }
    else if walk ? cycle then
      {
        cycle = reverseList ([ walk.cycle ] ++ walk.visited);
        inherit (walk) loops;
      }
    else if rest ? cycle then
      rest
    else
      { result = [ walk.minimal ] ++ rest.result; };
}
