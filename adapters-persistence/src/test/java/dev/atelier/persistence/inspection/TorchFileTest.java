package dev.atelier.persistence.inspection;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.checkpoint.ModelFileRefused;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchFileTest {

    /** A dictionary of one tensor, as torch pickles it. */
    private static final String TENSOR =
            "\u0080\u0002}q\u0000U\u0001wq\u0001ctorch._utils\n_rebuild_tensor_v2\nq\u0002("
                    + "(U\u0007storageq\u0003ctorch\nFloatStorage\nq\u0004U\u00010q\u0005U\u0003cpuq\u0006K\u0004tq\u0007QK\u0000K\u0004\u0085"
                    + "K\u0001\u0085\u0089ccollections\nOrderedDict\n)Rtq\u0008Rs.";

    private static final String EVIL = "cos\nsystem\n(S'touch /tmp/evil'\ntR.";
    private static final String MAGIC = latin1("80028a0a6cfc9c46f9206aa850192e");
    private static final String ANY = "\u0080\u0002K\u0001.";

    private final FileInspector inspector = new FileInspector();

    @TempDir
    Path folder;

    @Test
    void passesAnArchiveOfTensors() {
        assertPasses(zip("archive/data.pkl", TENSOR, "archive/data/0", "tensor", "archive/version", "3"));
    }

    @Test
    void passesWhatTorchWroteBeforeArchives() {
        assertPasses(MAGIC + ANY + ANY + TENSOR + ANY + "raw tensors that look like cos\nsystem\n");
    }

    @Test
    void refusesAPickleThatCallsOsSystemWhereverItIs() {
        assertRefused(EVIL, "\"os.system\"");
        assertRefused(MAGIC + ANY + ANY + EVIL, "\"os.system\"");
        assertRefused(MAGIC + ANY + ANY + TENSOR + EVIL, "\"os.system\"");
        assertRefused(zip("archive/data.pkl", EVIL), "\"os.system\"");
        assertRefused(zip("archive/data.pkl", TENSOR, "archive/more.PKL", EVIL), "\"os.system\"");
        assertRefused(MAGIC + ANY + ANY + TENSOR + ANY + zip("a/data.pkl", EVIL), "\"os.system\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0080\u0004\u008c\u0005posix\u0094\u008c\u0006system\u0094\u0093\u008c\u0002id\u0085R.",
                "(S'id'\nios\nsystem\n.",
                "cbuiltins\neval\n(S'1'\ntR.",
                "c__builtin__\ngetattr\n.",
                "\u0080\u0004\u008c\u0008builtins\u008c\u0008dict.get\u0093.",
                "ctorch.serialization\nload\n.",
                "ctorch.storage\n_load_from_bytes\n.",
                "ctorch\nStorage.x.FloatStorage\n.",
                "\u0080\u0004\u008c\u0002os\u0094\u008c\u0005torch\u008c\u0006system\u0094000h\u0000h\u0001\u0093.",
                "\u0080\u0004]\u008c\u0004exec\u0093.",
                "\u0080\u0002\u0082\u0001.",
                "X\u0002\u0000\u0000\u0000osX\u0006\u0000\u0000\u0000system\u0093)R."
            })
    void refusesEveryWayOfImportingMore(String pickle) {
        assertRefused(zip("archive/data.pkl", pickle), "imports");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0080\u0002}q\u0000",
                "",
                "\u00ff.",
                ".",
                "R.",
                "h\u0007.",
                "t.",
                "X\u00ff\u00ff\u00ff\u007fabc."
            })
    void refusesABrokenPickle(String pickle) {
        assertRefused(zip("archive/data.pkl", pickle), "pickle");
    }

    @Test
    void refusesWhatIsNoFileOfTorchs() {
        assertRefused(ANY, "no file of torch's");
        assertRefused("<!doctype html><html></html>", "refused");
        assertRefused("", "ends in the middle");
        assertRefused("PK\u0003\u0004 and no more", "does not end as one");
        assertRefused(zip("archive/version", "3"), "no data.pkl");
        assertRefused(zip("a/data.pkl", TENSOR, "a/DATA.pkl", TENSOR), "two entries");
    }

    @Test
    void refusesADirectoryThatWouldFillTheMemory() {
        String zip = zip("a/data.pkl", TENSOR);
        int end = zip.lastIndexOf("PK\u0005\u0006");
        String huge = zip.substring(0, end + 12) + "\u0000\u0000\u0000\u0070" + zip.substring(end + 16);

        assertRefused(huge, "directory");
    }

    @Test
    void looksAtTextsAndLeavesWhatItDoesNotKnow() throws Exception {
        Path text = Files.writeString(folder.resolve("t"), "model:\n  target: x\n");
        Path binary = Files.write(folder.resolve("b"), new byte[] {0, 1, (byte) 0xff});

        assertThatCode(() -> inspect("a.yaml", text)).doesNotThrowAnyException();
        assertThatCode(() -> inspect("a.preview.png", binary)).doesNotThrowAnyException();
        assertThatThrownBy(() -> inspect("a.yaml", binary)).isInstanceOf(ModelFileRefused.class);
    }

    private void assertPasses(String content) {
        assertThatCode(() -> inspect(content)).doesNotThrowAnyException();
    }

    private void assertRefused(String content, String why) {
        assertThatThrownBy(() -> inspect(content))
                .isInstanceOf(ModelFileRefused.class)
                .hasMessageContaining(why);
    }

    private void inspect(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("m"), content, StandardCharsets.ISO_8859_1);
        inspect("m.ckpt", file);
    }

    private void inspect(String name, Path file) throws IOException {
        try (SeekableByteChannel content = Files.newByteChannel(file)) {
            inspector.inspect(new CheckpointFileName(name), content);
        }
    }

    private static String latin1(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
    }

    private static String zip(String... namesAndContents) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int at = 0; at < namesAndContents.length; at += 2) {
                zip.putNextEntry(new ZipEntry(namesAndContents[at]));
                zip.write(namesAndContents[at + 1].getBytes(StandardCharsets.ISO_8859_1));
            }
        } catch (IOException e) {
            throw new AssertionError("memory does not break", e);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }
}
