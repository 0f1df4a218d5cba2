package dev.atelier.localgpu.training;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The allowlist of environment variables that a trainer inherits: what Python and a GPU need, and what the operator adds. All
 * others are withheld, because they may contain this service's secrets. Immutable.
 *
 * @param more names of variables; one that ends with {@code *} is a prefix
 */
record TrainerEnvironment(List<String> more) {

    private static final String OWN_PREFIX = "ATELIER_";

    private static final Pattern USUAL =
            Pattern.compile("PATH|HOME|USER|LOGNAME|SHELL|TERM|LANG|LANGUAGE|LC_[A-Z]+|TZ|TMPDIR"
                    + "|LD_LIBRARY_PATH|LD_PRELOAD|XDG_CACHE_HOME|SSL_CERT_FILE|SSL_CERT_DIR"
                    + "|PYTHONPATH|PYTHONHOME|VIRTUAL_ENV|CONDA_PREFIX|CONDA_DEFAULT_ENV"
                    + "|CUDA_.*|NVIDIA_.*|NCCL_.*|HIP_VISIBLE_DEVICES|ROCR_VISIBLE_DEVICES|OMP_NUM_THREADS|MKL_NUM_THREADS"
                    + "|PYTORCH_.*|TORCH_HOME|TRITON_CACHE_DIR|ACCELERATE_.*"
                    + "|HF_HOME|HF_HUB_CACHE|HF_HUB_OFFLINE|TRANSFORMERS_CACHE|TRANSFORMERS_OFFLINE");

    /** Names matched by a prefix or by {@link #USUAL} only are withheld if they look like secrets. */
    private static final Pattern SECRET =
            Pattern.compile(".*(KEY|TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|AUTH).*", Pattern.CASE_INSENSITIVE);

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*\\*?");

    TrainerEnvironment {
        more = List.copyOf(more);
    }

    /** Whether this is a valid name or prefix, and not one of this service's own variables. */
    static boolean isAllowed(String name) {
        return NAME.matcher(name).matches() && !name.startsWith(OWN_PREFIX);
    }

    /** Removes all variables that a trainer does not inherit. */
    void restrict(Map<String, String> environment) {
        environment.keySet().removeIf(name -> name.startsWith(OWN_PREFIX) || !isInherited(name));
    }

    private boolean isInherited(String name) {
        boolean matchesPattern = USUAL.matcher(name).matches()
                || more.stream()
                        .anyMatch(given ->
                                given.endsWith("*") && name.startsWith(given.substring(0, given.length() - 1)));
        return more.contains(name) || matchesPattern && !SECRET.matcher(name).matches();
    }
}
