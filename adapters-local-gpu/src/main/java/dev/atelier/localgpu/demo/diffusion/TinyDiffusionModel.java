package dev.atelier.localgpu.demo.diffusion;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The two networks of tiny-emoji, text encoder and denoiser, in ONNX Runtime with the weights of one model file. Not
 * thread-safe; the node's queue serializes its use.
 */
public final class TinyDiffusionModel implements AutoCloseable {

    public static final int SIDE = 64;
    public static final int LENGTH = 3 * SIDE * SIDE;

    /** More threads do not speed up so small a network; their number does not affect the result. */
    private static final int MAX_THREADS = 2;

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession textEncoder;
    private final OrtSession denoiser;
    private final Tokenizer tokenizer;

    TinyDiffusionModel(ModelWeights modelWeights, ReusableFloatBuffer buffer) throws IOException, OrtException {
        tokenizer = new Tokenizer(new String(resource("vocab.txt"), StandardCharsets.UTF_8)
                .lines()
                .toList());
        // the larger one first, so that the buffer is allocated once
        denoiser = session("denoiser.onnx", modelWeights, "model.diffusion_model.", buffer);
        try {
            textEncoder = session("text.onnx", modelWeights, "cond_stage_model.", buffer);
        } catch (IOException | OrtException e) {
            denoiser.close();
            throw e;
        }
    }

    /** Opens a file of the model, a resource beside this class. */
    static InputStream open(String name) {
        InputStream in = TinyDiffusionModel.class.getResourceAsStream(name);
        if (in == null) {
            throw new IllegalStateException("The model file " + name + " is missing from the jar");
        }
        return in;
    }

    static byte[] resource(String name) {
        try (InputStream in = open(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The denoiser conditioned on a prompt and a negative prompt (classifier-free guidance). */
    public final class Guided implements Denoiser, AutoCloseable {

        private final OrtSession.Result encodedPrompt;
        private final double guidance;

        private Guided(OrtSession.Result encodedPrompt, double guidance) {
            this.encodedPrompt = encodedPrompt;
            this.guidance = guidance;
        }

        @Override
        public float[] clean(float[] noised, double time) throws OrtException {
            float[] batch = new float[2 * LENGTH];
            System.arraycopy(noised, 0, batch, 0, LENGTH);
            System.arraycopy(noised, 0, batch, LENGTH, LENGTH);
            try (OnnxTensor x = floats(batch, 2, 3, SIDE, SIDE);
                    OnnxTensor t = floats(new float[] {(float) time, (float) time}, 2);
                    OrtSession.Result velocity = denoiser.run(Map.of(
                            "x",
                            x,
                            "t",
                            t,
                            "pool",
                            encoded("pool"),
                            "tokens",
                            encoded("tokens"),
                            "mask",
                            encoded("mask"),
                            "layout",
                            encoded("layout")))) {
                return clean(noised, time, ((OnnxTensor) velocity.get(0)).getFloatBuffer());
            }
        }

        /** The network predicts the velocity (v-prediction); the image is computed from it. */
        private float[] clean(float[] noised, double time, FloatBuffer velocity) {
            double signal = NoiseSchedule.signal(time);
            double noise = NoiseSchedule.noise(time);
            float[] clean = new float[LENGTH];
            for (int i = 0; i < LENGTH; i++) {
                double unconditioned = velocity.get(LENGTH + i);
                double guided = unconditioned + guidance * (velocity.get(i) - unconditioned);
                clean[i] = (float) Math.max(-1, Math.min(1, signal * noised[i] - noise * guided));
            }
            return clean;
        }

        private OnnxTensor encoded(String name) {
            return (OnnxTensor) encodedPrompt.get(name).orElseThrow();
        }

        @Override
        public void close() {
            encodedPrompt.close();
        }
    }

    public Guided guided(String prompt, String negative, double guidance) throws OrtException {
        int row = Tokenizer.WORDS * Tokenizer.FEATURES;
        long[] ids = new long[2 * row];
        float[] weights = new float[2 * row];
        tokenizer.fill(PromptCleaner.clean(prompt), ids, weights, 0);
        tokenizer.fill(PromptCleaner.clean(negative), ids, weights, row);
        long[] shape = {2, Tokenizer.WORDS, Tokenizer.FEATURES};
        try (OnnxTensor i = OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape);
                OnnxTensor w = floats(weights, shape)) {
            return new Guided(textEncoder.run(Map.of("ids", i, "weights", w)), guidance);
        }
    }

    private OnnxTensor floats(float[] values, long... shape) throws OrtException {
        return OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape);
    }

    /** The graph contains no weights; they are passed as external initializers and copied by the session. */
    private OrtSession session(String graph, ModelWeights modelWeights, String prefix, ReusableFloatBuffer buffer)
            throws IOException, OrtException {
        Map<String, OnnxTensorLike> tensors = new HashMap<>();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            modelWeights.addTo(tensors, environment, prefix, buffer);
            options.setIntraOpNumThreads(
                    Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors()));
            // Its threads would otherwise wait by spinning, which costs a busy machine much more than waking them.
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.addExternalInitializers(tensors);
            return environment.createSession(resource(graph), options);
        } finally {
            tensors.values().forEach(OnnxTensorLike::close);
        }
    }

    @Override
    public void close() throws OrtException {
        try (textEncoder) {
            denoiser.close();
        }
    }
}
