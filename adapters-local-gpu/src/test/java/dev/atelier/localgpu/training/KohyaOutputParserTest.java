package dev.atelier.localgpu.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.training.LossCurve;
import dev.atelier.domain.training.TrainingProgress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KohyaOutputParserTest {

    @TempDir
    Path folder;

    @Test
    void kohyasProgressIsParsed() {
        assertThat(after("epoch 3/10", "steps:  27%|██▋       | 270/1000 [01:30<04:03,  3.00it/s, avr_loss=0.0912]"))
                .isEqualTo(new TrainingProgress(3, 10, 270, 1000, 0.0912));
        assertThat(after("steps:   0%|          | 0/1000 [00:00<?, ?it/s]"))
                .isEqualTo(new TrainingProgress(0, 0, 0, 1000, null));
        assertThat(after("steps: 100%|██████████| 5/5 [00:01<00:00, 5.0it/s, loss=1.2e-05]")
                        .loss())
                .isEqualTo(1.2e-5);
    }

    @Test
    void whatIsNoProgressChangesNone() {
        assertThat(after(
                        "epoch is incremented. current_epoch: 0, epoch: 1",
                        "caching latents: 50%|█████     | 10/20 [00:03<00:03]",
                        "steps: lots",
                        "epoch 99999999999/3"))
                .isEqualTo(TrainingProgress.NONE);
    }

    @Test
    void theLossesOfAllStepsAreKept() {
        assertThat(parsed(
                                "steps:   0%|          | 0/10 [00:00<?, ?it/s]",
                                "steps: 10%|█| 1/10 [00:01<00:09, 1.0it/s, avr_loss=0.5]",
                                "epoch 2/10",
                                "steps: 20%|█| 2/10 [00:02<00:08, 1.0it/s, avr_loss=0.5]",
                                "steps: 20%|█| 2/10 [00:02<00:08, 1.0it/s, avr_loss=2.5e-01]",
                                "steps: 30%|█| 3/10 [00:03<00:07, 1.0it/s, avr_loss=nan]")
                        .losses()
                        .points())
                .containsExactly(new LossCurve.Point(1, 0.5), new LossCurve.Point(2, 0.25));
    }

    @Test
    void aLossThatIsNoNumberIsLeftOut() {
        assertThat(after(
                                "steps: 10%|█| 1/10 [00:01<00:09, 1.0it/s, avr_loss=0.5]",
                                "steps: 20%|█| 2/10 [00:02<00:08, 1.0it/s, avr_loss=nan]")
                        .loss())
                .isEqualTo(0.5);
    }

    @Test
    void aLossThatIsNoNumberIsNoticed() {
        for (String loss : List.of("nan", "NaN", "inf", "-inf")) {
            assertThat(parsed("steps: 20%|█| 2/10 [00:02<00:08, 1.0it/s, avr_loss=" + loss + "]")
                            .lossWithoutNumber())
                    .isEqualTo(loss);
        }
        assertThat(parsed("steps: 20%|█| 2/10 [00:02<00:08, 1.0it/s, avr_loss=0.1]", "avr_loss=nan")
                        .lossWithoutNumber())
                .isEmpty();
    }

    @Test
    void theErrorOfTheScriptsIsNotThatOfTheirLauncher() {
        KohyaOutputParser parser = parsed(
                "Traceback (most recent call last):",
                "  File \"train_network.py\", line 1, in <module>",
                "    trainer.train(args)",
                "AssertionError: when caching latents, either color_aug or random_crop cannot be used",
                "Traceback (most recent call last):",
                "  File \"accelerate\", line 8, in <module>",
                "subprocess.CalledProcessError: Command '['python', 'x.py']' returned non-zero exit status 1.");

        assertThat(parser.lastError())
                .isEqualTo("AssertionError: when caching latents, either color_aug or random_crop cannot be used");
    }

    @Test
    void withoutAnErrorOfTheScriptsTheirLastLineCounts() {
        KohyaOutputParser parser = parsed(
                "train_network.py: error: unrecognized arguments: --x",
                "Traceback (most recent call last):",
                "  File \"accelerate\", line 8, in <module>",
                "subprocess.CalledProcessError: Command '['python', 'x.py']' returned non-zero exit status 2.");

        assertThat(parser.lastError()).isEmpty();
        assertThat(parser.lastMessage()).isEqualTo("train_network.py: error: unrecognized arguments: --x");
    }

    @Test
    void theLastOfChainedErrorsCountsAndOneThatWasOvercomeDoesNot() {
        String[] chain = {
            "Traceback (most recent call last):",
            "  File \"a.py\", line 1, in <module>",
            "KeyError: 'x'",
            "During handling of the above exception, another exception occurred:",
            "Traceback (most recent call last):",
            "  File \"a.py\", line 2, in <module>",
            "library.Refusal: no",
            "steps: 10%|█| 1/10 [00:01<00:09, 1.0it/s]",
            "wandb: done"
        };
        assertThat(parsed(chain[0], chain[1], chain[2], chain[3], chain[4], chain[5], chain[6])
                        .lastError())
                .isEqualTo("library.Refusal: no");
        assertThat(parsed(chain).lastError()).isEmpty();
    }

    @Test
    void theLastMessageIsNoProgressBar() {
        KohyaOutputParser parser = new KohyaOutputParser();
        parser.accept("RuntimeError: CUDA error");
        parser.accept("steps: 10%|█| 1/10 [00:01<00:09, 1.0it/s]");
        parser.accept("  ");

        assertThat(parser.lastMessage()).isEqualTo("RuntimeError: CUDA error");
    }

    @Test
    void aFileIsReadOnAsItGrows() throws IOException {
        Path file = folder.resolve("log");
        LogTail tail = new LogTail(file);
        List<String> lines = new ArrayList<>();
        tail.read(lines::add);

        byte[] text = "one\ntw█o\rthree".getBytes(StandardCharsets.UTF_8);
        for (byte octet : text) {
            Files.write(file, new byte[] {octet}, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            tail.read(lines::add);
        }
        assertThat(lines).containsExactly("one", "tw█o");
        tail.end(lines::add);

        assertThat(lines).containsExactly("one", "tw█o", "three");
    }

    @Test
    void aLineWithoutEndDoesNotFillTheMemory() throws IOException {
        Path file = folder.resolve("log");
        Files.write(file, "x".repeat(1_000_000).getBytes(StandardCharsets.UTF_8));
        Files.writeString(file, "\nnext\n", StandardOpenOption.APPEND);
        List<String> lines = new ArrayList<>();

        new LogTail(file).read(lines::add);

        assertThat(lines).hasSize(2).contains("next");
        assertThat(lines.get(0)).hasSize(8192);
    }

    private static TrainingProgress after(String... lines) {
        return parsed(lines).progress();
    }

    private static KohyaOutputParser parsed(String... lines) {
        KohyaOutputParser parser = new KohyaOutputParser();
        List.of(lines).forEach(parser::accept);
        return parser;
    }
}
