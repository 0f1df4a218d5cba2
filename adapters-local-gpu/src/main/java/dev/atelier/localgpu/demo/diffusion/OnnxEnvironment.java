package dev.atelier.localgpu.demo.diffusion;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ONNX Runtime's environment, usable while the process stops. On its own it frees itself in a shutdown hook, which crashes
 * the process if a model is just being used; and as a stopping process can add no hook, it must be there before.
 */
final class OnnxEnvironment {

    private static final Logger LOG = LoggerFactory.getLogger(OnnxEnvironment.class);

    private OnnxEnvironment() {}

    static void load() {
        try {
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            retain(environment);
        } catch (LinkageError | RuntimeException e) {
            LOG.debug("ONNX Runtime cannot be loaded, which the first job will report", e);
        }
    }

    /** The native environment counts its uses. This adds one that is never released; Java's API has no method for it. */
    private static void retain(OrtEnvironment environment) {
        try {
            Class<?> runtime = Class.forName("ai.onnxruntime.OnnxRuntime");
            Field api = runtime.getDeclaredField("ortApiHandle");
            api.setAccessible(true);
            Method create =
                    environment.getClass().getDeclaredMethod("createHandle", long.class, int.class, String.class);
            create.setAccessible(true);
            create.invoke(null, api.getLong(null), OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING.getValue(), "atelier");
        } catch (ReflectiveOperationException e) {
            LOG.warn("ONNX Runtime may be unloaded while the last image is generated, when the service is stopped", e);
        }
    }
}
