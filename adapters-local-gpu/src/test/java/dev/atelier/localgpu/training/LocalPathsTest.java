package dev.atelier.localgpu.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalPathsTest {

    @TempDir
    Path temporary;

    private Path root;
    private LocalPaths paths;

    @BeforeEach
    void makeTheFolder() throws IOException {
        root = Files.createDirectories(temporary.resolve("my wörk folder/8b1d-training"));
        paths = new LocalPaths(new TrainingWorkDir(root));
    }

    @Test
    void pathsInTheWorkDirectoryBecomeRelativeToIt() throws IOException {
        Path link = Files.createSymbolicLink(temporary.resolve("link"), root.getParent());

        assertThat(paths.removedFrom("saving " + root + "/output/it's ünusual.safetensors, in " + root + " é"))
                .isEqualTo("saving output/it's ünusual.safetensors, in . é");
        assertThat(paths.removedFrom("beside " + root + "-2/x and " + root.getParent() + "/lock"))
                .isEqualTo("beside <path>/8b1d-training-2/x and <path>/lock");
        assertThat(new LocalPaths(new TrainingWorkDir(link.resolve(root.getFileName())))
                        .removedFrom("in " + root + "/x"))
                .isEqualTo("in x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "File \"/opt/venv/lib/python3.10/site-packages/torch/nn/x.py\", line 5 | File \"<path>/x.py\", line 5",
                "load /srv/data/store/base.safetensors: ok | load <path>/base.safetensors: ok",
                "--config_file=/srv/a/b.toml | --config_file=<path>/b.toml",
                "PATH=/usr/local/bin:/usr/bin | PATH=<path>/bin:<path>/bin",
                "/home/ann | <path>/ann",
                "cc -I/usr/include/python3 -c x.c | cc -I<path>/python3 -c x.c",
                "file:///srv/data/x | file://<path>/x",
                "//srv//data/x | <path>/x",
                "テスト/srv/data/x | テスト<path>/x",
                "['/a/b', '/c/d'] | ['<path>/b', '<path>/d']"
            })
    void otherPathsKeepTheirLastName(String line, String shown) {
        assertThat(paths.removedFrom(line)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "steps:  27%|██▋       | 270/1000 [01:30<04:03,  3.00it/s, avr_loss=0.0912]",
                "epoch 3/10",
                "number of images / 画像の数",
                "see https://github.com/kohya-ss/sd-scripts and output/x.safetensors",
                "SGD/Adam and ./images/a.png and ../x and 2024/05/01 12:00",
                ""
            })
    void otherTextIsUnchanged(String line) {
        assertThat(paths.removedFrom(line)).isEqualTo(line);
    }

    @Test
    void aLogIsFilteredWhereverItIsSplit() throws IOException {
        String line = "saving " + root + "/output/é.safetensors, from /opt/trainer/x.py\n";
        String shown = "saving output/é.safetensors, from <path>/x.py\n";
        for (int length = 0; length < 200; length++) {
            String before = "x".repeat((1 << 16) - (1 << 13) - length) + " ";
            assertThat(read(before + line + line)).isEqualTo(before + shown + shown);
        }
    }

    @Test
    void aLineWithoutEndIsReadInPieces() throws IOException {
        String shown = read((root + "/output/a ").repeat(20_000));

        assertThat(shown).isEqualTo("output/a ".repeat(20_000));
        assertThat(read("/" + "a".repeat(200_000)).length()).isBetween(200_000, 200_100);
        assertThat(read("")).isEmpty();
        assertThat(read("\r\n\r steps")).isEqualTo("\r\n\r steps");
        assertThat(read(root + "/")).isEmpty();
    }

    private String read(String text) throws IOException {
        Path log = Files.writeString(temporary.resolve("log"), text);
        try (PathFreeLog content = new PathFreeLog(log, paths)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
