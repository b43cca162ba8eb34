# What lib has at its top from elsewhere: builtins, and parts of topics that are read when they are first needed.
{
  inherit (builtins)
    compareVersions convertHash fromJSON fromTOML getContext hasContext hashString match parseDrvName
    placeholder split splitVersion toFile toJSON toString toXML tryEval typeOf
    ;
  inherit (lib.types) defaultFunctor defaultTypeMerge isOptionType mkOptionType setType;
  isType = type: x: (x._type or "") == type;
  extend = overlay: lib.makeExtensible (lib.extends overlay (_: lib));
  sourceTypes =
    lib.genAttrs [ "fromSource" "binaryNativeCode" "binaryBytecode" "binaryFirmware" "obfuscatedCode" ]
      (shortName: {
        inherit shortName;
        isSource = shortName == "fromSource";
      });
  inherit (lib.asserts) assertMsg assertOneOf;
  inherit (lib.customisation)
    callPackageWith callPackagesWith extendDerivation extendMkDerivation hydraJob makeOverridable
    makeScope makeScopeWithSplicing makeScopeWithSplicing' mapCrossIndex overrideDerivation
    renameCrossIndexFrom renameCrossIndexTo
    ;
  inherit (lib.debug)
    addErrorContext runTests testAllTrue trace traceFnSeqN traceIf traceSeq traceSeqN traceVal traceValFn
    traceValSeq traceValSeqFn traceValSeqN traceValSeqNFn unsafeGetAttrPos
    ;
  inherit (lib.derivations)
    addDrvOutputDependencies lazyDerivation optionalDrvAttr unsafeDiscardOutputDependency
    warnOnInstantiate
    ;
  inherit (lib.filesystem)
    baseNameOf dirOf hashFile isPath packagesFromDirectoryRecursive pathIsDirectory pathIsRegularFile
    pathType readDir readFileType
    ;
  inherit (lib.meta)
    addMetaAttrs appendToName dontDistribute getExe getExe' hiPrio hiPrioSet lowPrio lowPrioSet
    mapDerivationAttrset setName setPrio updateName
    ;
  inherit (lib.misc)
    checkFlag checkReqs closePropagation condConcat defaultMerge defaultMergeArg fakeHash fakeSha256
    fakeSha512 foldArgs getValue ifEnable imap innerClosePropagation innerModifySumArgs
    lazyGenericClosure maybeAttr maybeAttrNullable maybeEnv mergeAttrBy mergeAttrByFunc
    mergeAttrsByFuncDefaults mergeAttrsByFuncDefaultsClean mergeAttrsConcatenateValues
    mergeAttrsNoOverride mergeAttrsWithFunc modifySumArgs nixType nvs setAttr setAttrMerge uniqList
    uniqListExt
    ;
  inherit (lib.sources)
    canCleanSource cleanSource cleanSourceFilter cleanSourceWith filterSource pathHasContext
    repoRevToName revOrTag sourceByRegex sourceFilesBySuffices
    ;
  inherit (lib.stringsWithDeps) fullDepEntry noDepEntry packEntry stringAfter textClosureList textClosureMap;
  inherit (lib.generators) mkLuaInline;
  inherit (lib.network.ipv6) mkEUI64Suffix;
}
