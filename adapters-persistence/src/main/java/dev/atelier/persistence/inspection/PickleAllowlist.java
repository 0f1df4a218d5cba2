package dev.atelier.persistence.inspection;

import java.util.Set;

/** The imports of pickles of models that contain tensors and plain values only. */
final class PickleAllowlist {

    private static final Set<String> NAMES = Set.of(
            "collections.OrderedDict",
            "collections.defaultdict",
            "collections.Counter",
            "_codecs.encode",
            "__builtin__.set",
            "__builtin__.frozenset",
            "__builtin__.bytearray",
            "__builtin__.complex",
            "__builtin__.slice",
            "__builtin__.dict",
            "__builtin__.list",
            "__builtin__.tuple",
            "__builtin__.int",
            "__builtin__.long",
            "__builtin__.float",
            "__builtin__.bool",
            "__builtin__.str",
            "__builtin__.unicode",
            "numpy.dtype",
            "numpy.ndarray",
            "numpy.core.multiarray.scalar",
            "numpy.core.multiarray._reconstruct",
            "torch.Size",
            "torch.device",
            "torch.Tensor",
            "torch.nn.parameter.Parameter",
            "torch.nn.parameter.Buffer",
            "torch.nn.modules.container.ParameterDict",
            "torch.storage.TypedStorage",
            "torch.storage.UntypedStorage",
            "torch.serialization._get_layout",
            "torch._tensor._rebuild_from_type_v2",
            // Used by the first Stable Diffusion checkpoints for a counter that they contain.
            "pytorch_lightning.callbacks.model_checkpoint.ModelCheckpoint");

    private static final Set<String> TORCH_UTILS = Set.of(
            "_rebuild_tensor",
            "_rebuild_tensor_v2",
            "_rebuild_tensor_v3",
            "_rebuild_parameter",
            "_rebuild_parameter_with_state",
            "_rebuild_sparse_tensor",
            "_rebuild_sparse_csr_tensor",
            "_rebuild_nested_tensor",
            "_rebuild_qtensor",
            "_rebuild_meta_tensor_no_storage",
            "_rebuild_wrapper_subclass",
            "_rebuild_device_tensor_from_numpy",
            "_rebuild_device_tensor_from_cpu_tensor");

    private static final String STORAGES =
            "(?:Float|Half|Double|Int|Long|Short|Char|Byte|Bool|BFloat16|ComplexFloat|ComplexDouble|Q\\w{1,12})Storage";

    private static final String DTYPES = "float(?:4_e2m1fn_x2|8_e4m3fn|8_e4m3fnuz|8_e5m2|8_e5m2fnuz|8_e8m0fnu|16|32|64)"
            + "|bfloat16|half|double|u?int(?:[1-8]|16|32|64)|bool|long|complex(?:32|64|128)"
            + "|qu?int8|qint32|quint4x2|quint2x4|bits(?:1x8|2x4|4x2|8|16)";

    /** How the numbers of a quantized tensor are scaled. */
    private static final String QSCHEMES =
            "per_tensor_(?:affine|symmetric)|per_channel_(?:affine|symmetric|affine_float_qparams)";

    private static final String TORCH_VALUES = STORAGES + "|" + DTYPES + "|" + QSCHEMES;

    private PickleAllowlist() {}

    static boolean contain(String module, String name) {
        return switch (module) {
            case "torch._utils" -> TORCH_UTILS.contains(name);
            case "torch" -> name.matches(TORCH_VALUES) || !name.contains(".") && NAMES.contains("torch." + name);
            case "torch.cuda" -> name.matches(STORAGES);
            case "builtins" -> !name.contains(".") && NAMES.contains("__builtin__." + name);
            case "numpy._core.multiarray" -> !name.contains(".") && NAMES.contains("numpy.core.multiarray." + name);
            default -> !name.contains(".") && NAMES.contains(module + "." + name);
        };
    }
}
