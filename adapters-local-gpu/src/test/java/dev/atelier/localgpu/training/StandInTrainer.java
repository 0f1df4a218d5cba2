package dev.atelier.localgpu.training;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.CodeSource;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * A substitute for kohya's sd-scripts: reads the TOML, prints kohya's progress lines, and writes safetensors files with one
 * small tensor, and black sample images of epochs. Its option {@code training_comment} selects other behaviour: {@code fail}, {@code lost} (fails with a path),
 * {@code crash} (fails as kohya's own below accelerate), {@code mute} (no model), {@code link} (links instead of a model and
 * the log), {@code evil} (no valid model), {@code nan} (a loss that is no number, for as long as it runs), {@code hang}, {@code late}
 * (hangs in its second epoch), or {@code wait:FILE} (until the file exists). As with kohya's own, options of the command override those of the TOML.
 */
public final class StandInTrainer {

    private static final int STEPS_OF_EPOCH = 5;

    private final Map<?, ?> config;
    private final Path output;

    private StandInTrainer(Map<?, ?> config) {
        this.config = config;
        this.output = Path.of(config.get("output_dir").toString());
    }

    public static String command() {
        String classes = Stream.of(
                        StandInTrainer.class,
                        TomlMapper.class,
                        ObjectMapper.class,
                        com.fasterxml.jackson.core.JsonFactory.class,
                        com.fasterxml.jackson.annotation.JsonInclude.class)
                .map(type -> type.getProtectionDomain().getCodeSource())
                .map(CodeSource::getLocation)
                .map(location -> Path.of(location.getPath()).toString())
                .collect(Collectors.joining(File.pathSeparator));
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return "'" + java + "' -Xshare:auto -XX:TieredStopAtLevel=1 -cp \"" + classes + "\" "
                + StandInTrainer.class.getName() + " --script {script} --config_file '{config}'";
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0) {
            new CountDownLatch(1).await(60, TimeUnit.SECONDS); // started by a hanging trainer
            return;
        }
        Map<String, Object> config = new TomlMapper().readValue(new File(arguments[3]), new TypeReference<>() {});
        for (int at = 4; at < arguments.length; at += 2) {
            config.put(arguments[at].substring("--".length()), arguments[at + 1]);
        }
        System.exit(new StandInTrainer(config).train(arguments[1]));
    }

    private int train(String script) throws Exception {
        System.out.println("running " + script + " for " + config.get("output_name"));
        Path started = Path.of(config.get("train_data_dir").toString(), "..", "started");
        Files.writeString(started, "x", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        System.out.println("started " + Files.size(started) + " times, with ATELIER_TEST_SECRET "
                + System.getenv("ATELIER_TEST_SECRET"));
        System.out.println("environment " + new TreeSet<>(System.getenv().keySet()));
        System.out.println("saving to: " + output + "/" + config.get("output_name"));
        System.out.println("images " + tree(Path.of(config.get("train_data_dir").toString())));
        System.out.println("model "
                + Files.readString(
                        Path.of(config.get("pretrained_model_name_or_path").toString())));
        String behaviour = String.valueOf(config.get("training_comment"));
        int epochs = config.get("max_train_epochs") instanceof Integer given ? given : 1;
        makeSamples("sample_at_first", 0, "e000000");
        for (int epoch = 1; epoch <= epochs; epoch++) {
            System.out.print("\nepoch " + epoch + "/" + epochs + "\n");
            for (int step = 1; step <= STEPS_OF_EPOCH; step++) {
                int done = (epoch - 1) * STEPS_OF_EPOCH + step;
                int all = epochs * STEPS_OF_EPOCH;
                System.out.print("\rsteps:  " + 100 * done / all + "%|███▌      | " + done + "/" + all + " [00:0" + step
                        + "<00:09,  3.31it/s, avr_loss=0." + (1000 - done) + "]");
            }
            makeSamples("sample_every_n_epochs", epoch, String.format("e%06d", epoch));
            behave(behaviour, epoch);
            savePreview(epoch, epochs);
        }
        System.out.println();
        return end(behaviour);
    }

    private void behave(String behaviour, int epoch) throws Exception {
        if (behaviour.equals("nan") && epoch == 2) {
            System.out.print("\rsteps:  40%|███▌      | 11/50 [00:01<00:09,  3.31it/s, avr_loss=nan]\n");
            new CountDownLatch(1).await(60, TimeUnit.SECONDS);
        }
        if (behaviour.equals("late") && epoch == 2) {
            System.out.println("\nhanging late");
            new CountDownLatch(1).await(60, TimeUnit.SECONDS);
        }
        if (behaviour.equals("hang")) {
            Process grandchild = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            StandInTrainer.class.getName())
                    .start();
            System.out.println("\nhanging " + grandchild.pid());
            grandchild.waitFor();
        }
        if (behaviour.startsWith("wait:")) {
            System.out.println("\nwaiting");
            Path signal = Path.of(behaviour.substring("wait:".length()));
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!Files.exists(signal) && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(20); // polls, because another process creates the file
            }
        }
    }

    /** As kohya's own, which waits for the end of a file no more than a reader does. */
    private void makeSamples(String option, int number, String name) throws IOException {
        Object every = config.get(option);
        if (every == null || every.equals(false) || every instanceof Integer n && number % n != 0) {
            return;
        }
        Path folder = Files.createDirectories(output.resolve("sample"));
        List<Map<String, Object>> prompts = new ObjectMapper()
                .readValue(new File(config.get("sample_prompts").toString()), new TypeReference<>() {});
        for (int i = 0; i < prompts.size(); i++) {
            Map<String, Object> prompt = prompts.get(i);
            System.out.println("sample of " + prompt);
            BufferedImage image = new BufferedImage(
                    (Integer) prompt.getOrDefault("width", 512),
                    (Integer) prompt.getOrDefault("height", 512),
                    BufferedImage.TYPE_INT_RGB);
            Object seed = prompt.get("seed");
            ImageIO.write(
                    image,
                    "png",
                    folder.resolve(String.format(
                                    "%s_%s_%02d_20260131120000%s.png",
                                    config.get("output_name"), name, i, seed == null ? "" : "_" + seed))
                            .toFile());
        }
    }

    private void savePreview(int epoch, int epochs) throws IOException {
        Object every = config.get("save_every_n_epochs");
        if (every != null && epoch % (Integer) every == 0 && epoch < epochs) {
            write(String.format("%s-%06d.safetensors", config.get("output_name"), epoch));
        }
    }

    private int end(String behaviour) throws IOException {
        switch (behaviour) {
            case "fail" -> {
                System.err.println("torch.cuda.OutOfMemoryError: CUDA out of memory.");
                return 3;
            }
            case "crash" -> {
                System.err.println(
                        "Traceback (most recent call last):\n  File \"/opt/sd-scripts/x.py\", line 7, in <module>\n"
                                + "    trainer.train(args)\nRuntimeError: CUDA error: out of memory\n"
                                + "CUDA kernel errors might be asynchronously reported at some other API call.\n"
                                + "Traceback (most recent call last):\n  File \"/opt/bin/accelerate\", line 8, in <module>\n"
                                + "    sys.exit(main())\nsubprocess.CalledProcessError: Command '['/opt/bin/python', 'x.py']'"
                                + " returned non-zero exit status 1.");
                return 1;
            }
            case "lost" -> {
                System.err.println("FileNotFoundError: '" + output.resolve("x") + "' of /opt/trainer/lib/x.py");
                return 1;
            }
            case "link" -> {
                Path elsewhere = Path.of("..", "elsewhere");
                Files.createSymbolicLink(output.resolve(config.get("output_name") + ".safetensors"), elsewhere);
                Files.delete(output.resolve("../train.log"));
                Files.createSymbolicLink(output.resolve("../train.log"), elsewhere);
            }
            case "mute" -> System.out.println("nothing to do");
            case "evil" -> Files.writeString(output.resolve(config.get("output_name") + ".safetensors"), "evil");
            default -> write(config.get("output_name") + ".safetensors");
        }
        return 0;
    }

    private void write(String name) throws IOException {
        byte[] header = "{\"lora\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}"
                .getBytes(StandardCharsets.US_ASCII);
        ByteBuffer file = ByteBuffer.allocate(8 + header.length + 8).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length).put(header).putFloat(0).putFloat(0);
        Files.write(output.resolve(name), file.array());
    }

    private static List<String> tree(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }
}
