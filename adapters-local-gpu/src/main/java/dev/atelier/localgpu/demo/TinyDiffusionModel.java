package dev.atelier.localgpu.demo;

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
 * The two networks of tiny-emoji in ONNX Runtime, with the weights of one model file: one reads the prompt, the other sees
 * a picture in noise. Not for two threads at a time; the node's one queue takes care of that.
 */
final class TinyDiffusionModel implements AutoCloseable {

    static final int SIDE = 64;
    static final int LENGTH = 3 * SIDE * SIDE;

    /** So small a network gains next to nothing from more; the number does not change the pictures. */
    private static final int MAX_THREADS = 2;

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession reader;
    private final OrtSession generator;
    private final Tokenizer tokenizer;

    TinyDiffusionModel(ModelWeights modelWeights, ReusableFloatBuffer bench) throws IOException, OrtException {
        tokenizer = new Tokenizer(new String(resource("vocab.txt"), StandardCharsets.UTF_8)
                .lines()
                .toList());
        // the larger one first, so that its room on the bench will do for the other
        generator = session("denoiser.onnx", modelWeights, "model.diffusion_model.", bench);
        try {
            reader = session("text.onnx", modelWeights, "cond_stage_model.", bench);
        } catch (IOException | OrtException e) {
            generator.close();
            throw e;
        }
    }

    /** A file of the model, which lies beside this class. */
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

    /** The model with a prompt before its eyes: {@code prompt} pulls, {@code negative} pushes. */
    final class Guided implements Denoiser, AutoCloseable {

        private final OrtSession.Result words;
        private final double guidance;

        private Guided(OrtSession.Result words, double guidance) {
            this.words = words;
            this.guidance = guidance;
        }

        @Override
        public float[] clean(float[] noised, double time) {
            float[] twice = new float[2 * LENGTH];
            System.arraycopy(noised, 0, twice, 0, LENGTH);
            System.arraycopy(noised, 0, twice, LENGTH, LENGTH);
            try (OnnxTensor x = floats(twice, 2, 3, SIDE, SIDE);
                    OnnxTensor t = floats(new float[] {(float) time, (float) time}, 2);
                    OrtSession.Result velocity = generator.run(Map.of(
                            "x",
                            x,
                            "t",
                            t,
                            "pool",
                            word("pool"),
                            "tokens",
                            word("tokens"),
                            "mask",
                            word("mask"),
                            "layout",
                            word("layout")))) {
                return clean(noised, time, ((OnnxTensor) velocity.get(0)).getFloatBuffer());
            } catch (OrtException e) {
                throw WebUiErrorException.broken("RuntimeError", e.getMessage());
            }
        }

        /** The network tells the velocity between picture and noise; the picture follows from it. */
        private float[] clean(float[] noised, double time, FloatBuffer velocity) {
            double signal = NoiseSchedule.signal(time);
            double noise = NoiseSchedule.noise(time);
            float[] clean = new float[LENGTH];
            for (int i = 0; i < LENGTH; i++) {
                double without = velocity.get(LENGTH + i);
                double guided = without + guidance * (velocity.get(i) - without);
                clean[i] = (float) Math.max(-1, Math.min(1, signal * noised[i] - noise * guided));
            }
            return clean;
        }

        private OnnxTensor word(String name) {
            return (OnnxTensor) words.get(name).orElseThrow();
        }

        @Override
        public void close() {
            words.close();
        }
    }

    Guided guided(String prompt, String negative, double guidance) throws OrtException {
        int row = Tokenizer.WORDS * Tokenizer.FEATURES;
        long[] ids = new long[2 * row];
        float[] weights = new float[2 * row];
        tokenizer.fill(PromptCleaner.thingsIn(prompt), ids, weights, 0);
        tokenizer.fill(PromptCleaner.thingsIn(negative), ids, weights, row);
        long[] shape = {2, Tokenizer.WORDS, Tokenizer.FEATURES};
        try (OnnxTensor i = OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape);
                OnnxTensor w = floats(weights, shape)) {
            return new Guided(reader.run(Map.of("ids", i, "weights", w)), guidance);
        }
    }

    private OnnxTensor floats(float[] values, long... shape) throws OrtException {
        return OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape);
    }

    /** The graph says where weights belong and holds none; they are copied when the session is made. */
    private OrtSession session(String graph, ModelWeights modelWeights, String prefix, ReusableFloatBuffer bench)
            throws IOException, OrtException {
        Map<String, OnnxTensorLike> tensors = new HashMap<>();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            modelWeights.addTo(tensors, environment, prefix, bench);
            options.setIntraOpNumThreads(
                    Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors()));
            options.addExternalInitializers(tensors);
            return environment.createSession(resource(graph), options);
        } finally {
            tensors.values().forEach(OnnxTensorLike::close);
        }
    }

    @Override
    public void close() throws OrtException {
        try (reader) {
            generator.close();
        }
    }
}
