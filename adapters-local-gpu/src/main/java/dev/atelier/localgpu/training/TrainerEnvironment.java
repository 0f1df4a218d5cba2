package dev.atelier.localgpu.training;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a trainer is given of this service's environment: what Python and a GPU need, and what an operator names. Everything
 * else stays here, because this service's secrets are in it. Immutable.
 *
 * @param more names of variables; one that ends with {@code *} is the beginning of names
 */
record TrainerEnvironment(List<String> more) {

    private static final String OURS = "ATELIER_";

    private static final Pattern USUAL =
            Pattern.compile("PATH|HOME|USER|LOGNAME|SHELL|TERM|LANG|LANGUAGE|LC_[A-Z]+|TZ|TMPDIR"
                    + "|LD_LIBRARY_PATH|LD_PRELOAD|XDG_CACHE_HOME|SSL_CERT_FILE|SSL_CERT_DIR"
                    + "|PYTHONPATH|PYTHONHOME|VIRTUAL_ENV|CONDA_PREFIX|CONDA_DEFAULT_ENV"
                    + "|CUDA_.*|NVIDIA_.*|NCCL_.*|HIP_VISIBLE_DEVICES|ROCR_VISIBLE_DEVICES|OMP_NUM_THREADS|MKL_NUM_THREADS"
                    + "|PYTORCH_.*|TORCH_HOME|TRITON_CACHE_DIR|ACCELERATE_.*"
                    + "|HF_HOME|HF_HUB_CACHE|HF_HUB_OFFLINE|TRANSFORMERS_CACHE|TRANSFORMERS_OFFLINE");

    /** Names that are let through for their beginning only are not to be let through if they look like these. */
    private static final Pattern SECRET =
            Pattern.compile(".*(KEY|TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|AUTH).*", Pattern.CASE_INSENSITIVE);

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*\\*?");

    TrainerEnvironment {
        more = List.copyOf(more);
    }

    /** Whether this can be named: a variable, or the beginning of some, but none of this service's own. */
    static boolean isAllowed(String name) {
        return NAME.matcher(name).matches() && !name.startsWith(OURS);
    }

    /** Removes what a trainer is not given. */
    void restrict(Map<String, String> environment) {
        environment.keySet().removeIf(name -> name.startsWith(OURS) || !isGiven(name));
    }

    private boolean isGiven(String name) {
        boolean begins = USUAL.matcher(name).matches()
                || more.stream()
                        .anyMatch(given ->
                                given.endsWith("*") && name.startsWith(given.substring(0, given.length() - 1)));
        return more.contains(name) || begins && !SECRET.matcher(name).matches();
    }
}
