# What modules write besides plain values: properties, priorities, and modules that rename options. Merging them is the
# module system's, in package optiondb. See nixpkgs' lib/modules.nix.
rec {
  inherit (moduleSystem)
    evalModules
    evalOptionValue
    mergeDefinitions
    mergeOptionDecls
    fixupOptionType
    ;

  mkIf = condition: content: {
    _type = "if";
    inherit condition content;
  };
  mkAssert =
    assertion: message: content:
    mkIf (if assertion then true else throw "\nFailed assertion: ${message}") content;
  mkMerge = contents: {
    _type = "merge";
    inherit contents;
  };
  mkOverride = priority: content: {
    _type = "override";
    inherit priority content;
  };
  mkOptionDefault = mkOverride 1500;
  mkDefault = mkOverride 1000;
  defaultOverridePriority = 100;
  mkImageMediaOverride = mkOverride 60;
  mkForce = mkOverride 50;
  mkVMOverride = mkOverride 10;
  mkOrder = priority: content: {
    _type = "order";
    inherit priority content;
  };
  mkBefore = mkOrder 500;
  defaultOrderPriority = 1000;
  mkAfter = mkOrder 1500;
  mkDefinition = args@{ file, value, ... }: args // { _type = "definition"; };
  mkFixStrictness = lib.id;

  mapDefinitionValue =
    f: def:
    let
      tag = def._type or null;
    in
    if tag == "merge" then
      def // { contents = builtins.map (mapDefinitionValue f) def.contents; }
    else if tag == "if" || tag == "override" || tag == "order" then
      def // { content = mapDefinitionValue f def.content; }
    else if tag == "definition" then
      def // { value = mapDefinitionValue f def.value; }
    else
      f def;
  mergeAttrDefinitionsWithPrio =
    opt:
    let
      byName = builtins.zipAttrsWith (_: builtins.concatLists) (
        builtins.concatMap (
          def: builtins.map (builtins.mapAttrs (_: value: [ (def // { inherit value; }) ])) (pushDownProperties def.value)
        ) opt.definitionsWithLocations
      );
    in
    assert opt.type.name == "attrsOf" || opt.type.name == "lazyAttrsOf";
    builtins.mapAttrs (
      name: defs:
      let
        merged = mergeDefinitions (opt.loc ++ [ name ]) opt.type.nestedTypes.elemType defs;
      in
      {
        value = merged.mergedValue;
        inherit (merged.defsFinal') highestPrio;
      }
    ) byName;
  fixMergeModules =
    modules: args:
    evalModules {
      inherit modules args;
      check = false;
    };

  mkAliasDefinitions = mkAliasAndWrapDefinitions lib.id;
  mkAliasAndWrapDefinitions = wrap: option: mkAliasIfDef option (wrap (mkMerge option.definitions));
  mkAliasIfDef = option: mkIf (lib.isOption option && option.isDefined);
  mkAliasAndWrapDefsWithPriority =
    wrap: option:
    mkAliasIfDef option (
      wrap (mkMerge (builtins.map (mkOverride (option.highestPrio or defaultOverridePriority)) option.definitions))
    );
  mkDerivedConfig = opt: f: mkOverride (opt.highestPrio or defaultOverridePriority) (f opt.value);

  dischargeProperties =
    def:
    if def._type or "" == "merge" then
      builtins.concatMap dischargeProperties def.contents
    else if def._type or "" == "if" then
      if builtins.isBool def.condition then
        if def.condition then dischargeProperties def.content else [ ]
      else
        throw "‘mkIf’ called with a non-Boolean condition"
    else
      [ def ];
  pushDownProperties =
    cfg:
    if cfg._type or "" == "merge" then
      builtins.concatMap pushDownProperties cfg.contents
    else if cfg._type or "" == "if" then
      builtins.map (builtins.mapAttrs (_: mkIf cfg.condition)) (pushDownProperties cfg.content)
    else if cfg._type or "" == "override" then
      builtins.map (builtins.mapAttrs (_: mkOverride cfg.priority)) (pushDownProperties cfg.content)
    else
      [ cfg ];
  filterOverrides = defs: (filterOverrides' defs).values;
  filterOverrides' =
    defs:
    let
      priorityOf = def: if def.value._type or "" == "override" then def.value.priority else defaultOverridePriority;
      highestPrio = builtins.foldl' (p: def: lib.min p (priorityOf def)) 9999 defs;
      plain = def: if def.value._type or "" == "override" then def // { value = def.value.content; } else def;
    in
    {
      values = builtins.concatMap (def: if priorityOf def == highestPrio then [ (plain def) ] else [ ]) defs;
      inherit highestPrio;
    };
  sortProperties =
    defs:
    let
      ordered = def: def.value._type or "" == "order";
      priorityOf = def: if ordered def then def.value.priority else defaultOrderPriority;
      plain = def: if ordered def then def // { value = def.value.content; inherit (def.value) priority; } else def;
    in
    builtins.map plain (builtins.sort (a: b: priorityOf a < priorityOf b) defs);

  setDefaultModuleLocation = file: module: {
    _file = file;
    imports = [ module ];
  };
  importApply = path: args: setDefaultModuleLocation path (import path args);
  importJSON = file: setDefaultModuleLocation file { config = lib.importJSON file; };
  importTOML = file: setDefaultModuleLocation file { config = lib.importTOML file; };

  mkRemovedOptionModule =
    path: replacement:
    { options, ... }:
    {
      options = lib.setAttrByPath path (
        lib.mkOption {
          visible = false;
          apply =
            _:
            throw "The option `${lib.showOption path}' can no longer be used since it's been removed. ${replacement}";
        }
      );
      config.assertions =
        let
          opt = lib.getAttrFromPath path options;
        in
        [
          {
            assertion = !opt.isDefined;
            message = "The option definition `${lib.showOption path}' in ${lib.showFiles opt.files} no longer has any effect; please remove it.\n${replacement}\n";
          }
        ];
    };
  mkRenamedOptionModule =
    from: to:
    doRename {
      inherit from to;
      visible = false;
      warn = true;
      use = builtins.trace "Obsolete option `${lib.showOption from}' is used. It was renamed to `${lib.showOption to}'.";
    };
  mkRenamedOptionModuleWith =
    {
      from,
      to,
      sinceRelease,
    }:
    doRename {
      inherit from to;
      visible = false;
      warn = true;
      use = lib.id;
    };
  mkAliasOptionModule =
    from: to:
    doRename {
      inherit from to;
      visible = true;
      warn = false;
      use = lib.id;
    };
  mkAliasOptionModuleMD = mkAliasOptionModule;
  mkChangedOptionModule =
    from: to: change:
    mkMergedOptionModule [ from ] to change;
  mkMergedOptionModule =
    from: to: merge:
    { config, options, ... }:
    {
      options = builtins.foldl' lib.recursiveUpdate { } (
        builtins.map (
          path:
          lib.setAttrByPath path (
            lib.mkOption {
              visible = false;
              default = "_mkMergedOptionModule";
            }
          )
        ) from
      );
      config = {
        warnings = builtins.filter (x: x != "") (
          builtins.map (
            path:
            let
              value = lib.getAttrFromPath path config;
              opt = lib.getAttrFromPath path options;
            in
            if value != "_mkMergedOptionModule" then
              "The option `${lib.showOption path}' defined in ${lib.showFiles opt.files} has been changed to `${lib.showOption to}' that has a different type. Please read `${lib.showOption to}' documentation and update your configuration accordingly."
            else
              ""
          ) from
        );
      }
      // lib.setAttrByPath to (
        mkMerge (
          lib.optional (builtins.any (
            path: lib.getAttrFromPath path config != "_mkMergedOptionModule"
          ) from) (merge config)
        )
      );
    };
  doRename =
    {
      from,
      to,
      visible,
      warn,
      use,
      withPriority ? true,
      condition ? true,
    }:
    { config, options, ... }:
    let
      fromOpt = lib.getAttrFromPath from options;
      toOf = lib.attrByPath to (abort "Renaming error: option `${lib.showOption to}' does not exist.");
      toType = (lib.attrByPath to { } options).type or (lib.types.submodule { });
    in
    {
      options = lib.setAttrByPath from (
        lib.mkOption (
          {
            inherit visible;
            description = "Alias of {option}`${lib.showOption to}`.";
            apply = x: use (toOf config);
          }
          // lib.optionalAttrs (toType != null) { type = toType; }
        )
      );
      config = mkIf condition (mkMerge [
        (lib.optionalAttrs (options ? warnings) {
          warnings =
            lib.optional (warn && fromOpt.isDefined)
              "The option `${lib.showOption from}' defined in ${lib.showFiles fromOpt.files} has been renamed to `${lib.showOption to}'.";
        })
        (
          if withPriority then
            mkAliasAndWrapDefsWithPriority (lib.setAttrByPath to) fromOpt
          else
            mkAliasAndWrapDefinitions (lib.setAttrByPath to) fromOpt
        )
      ]);
    };

  applyModuleArgsIfFunction =
    key: f: args@{ config, ... }:
    if lib.isFunction f then
      f (
        args
        // builtins.mapAttrs (
          name: _:
          builtins.addErrorContext "while evaluating the module argument `${name}' in \"${key}\":" (
            args.${name} or config._module.args.${name}
          )
        ) (lib.functionArgs f)
      )
    else
      f;
  unifyModuleSyntax =
    file: key: m:
    let
      plain = m ? config || m ? options;
      meta = [
        "_class"
        "_file"
        "key"
        "disabledModules"
        "imports"
        "freeformType"
      ];
      others = removeAttrs m (meta ++ [ "options" "config" "meta" ]);
      names = builtins.attrNames others;
      with' = config: more: present: if present then mkMerge [ config more ] else config;
    in
    if plain && names != [ ] then
      throw "Module `${key}' has an unsupported attribute `${lib.head names}'. This is caused by introducing a top-level `config' or `options' attribute. Add configuration attributes immediately on the top level instead, or move all of them (namely: ${toString names}) into the explicit `config' attribute."
    else if !builtins.isAttrs m then
      throw "module ${file} (${key}) does not look like a module."
    else
      {
        _file = toString m._file or file;
        _class = m._class or null;
        key = toString m.key or key;
        disabledModules = m.disabledModules or [ ];
        imports = (if plain then [ ] else m.require or [ ]) ++ m.imports or [ ];
        options = m.options or { };
        config = with' (
          if plain then
            with' (m.config or { }) { inherit (m) meta; } (m ? meta)
          else
            removeAttrs m (meta ++ [ "require" ])
        ) { _module.freeformType = m.freeformType; } (m ? freeformType);
      };
}
