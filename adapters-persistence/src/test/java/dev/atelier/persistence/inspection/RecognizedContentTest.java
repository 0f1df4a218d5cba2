package dev.atelier.persistence.inspection;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.checkpoint.ModelFileRejectedException;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecognizedContentTest {

    private static final List<String> WEIGHTS = List.of("m.safetensors", "m.ckpt", "m.pt", "m.pth", "m.bin");

    private final DefaultModelFileInspector inspector = new DefaultModelFileInspector();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE html><html><body>Sign in</body></html>",
                "\r\n  <html lang=\"en\">\n<head>",
                "\u00ef\u00bb\u00bf<!doctype HTML>",
                "<!-- a comment --><html>",
                "<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\"><html>",
                "<head><title>404 Not Found</title></head>"
            })
    void saysThatAFileIsAnHtmlPage(String page) throws Exception {
        for (String name : WEIGHTS) {
            assertRejected(name, page, "it is an HTML page");
        }
        assertRejected("m.yaml", page, "it is an HTML page");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://git-lfs.github.com/spec/v1", "https://hawser.github.com/spec/v1"})
    void saysThatAFileIsAGitLfsPointer(String specification) throws Exception {
        String pointer = "version " + specification + "\noid sha256:" + "4d".repeat(32) + "\nsize 4265380512\n";

        for (String name : WEIGHTS) {
            assertRejected(name, pointer, "it is a Git LFS pointer");
        }
        assertRejected("m.yaml", pointer, "it is a Git LFS pointer");
    }

    @Test
    void saysThatAFileIsAnErrorMessage() throws Exception {
        for (String name : WEIGHTS) {
            assertRejected(
                    name,
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>AccessDenied</Code></Error>",
                    "it is an XML document");
            assertRejected(name, "{\"error\":\"Unauthorized\",\"reason\":\"early access\"}", "it is a JSON text");
        }
    }

    @Test
    void saysThatAFileIsPacked() throws Exception {
        for (String name : WEIGHTS) {
            assertRejected(name, "\u001f\u008b\u0008\u0000 and more", "it is a gzip file");
            assertRejected(name, "m.ckpt" + "\u0000".repeat(251) + "ustar\u000000", "it is a tar archive");
            assertRejected(name, "GGUF\u0003\u0000\u0000\u0000", "it is a GGUF file");
        }
    }

    @Test
    void saysThatAFileIsAModelOfTheOtherFormat() throws Exception {
        assertRejected("m.ckpt", "\u0002\u0000\u0000\u0000\u0000\u0000\u0000\u0000{}", "it is a safetensors file");
        assertRejected("m.safetensors", "PK\u0003\u0004 and more", "it is a zip archive, as torch writes them");
        assertRejected("m.safetensors", "\u0080\u0002}q\u0000.", "it is a pickle, as torch writes them");
        assertRejected("m.yaml", "\u0080\u0002}q\u0000.", "it is a pickle, as torch writes them");
    }

    @Test
    void saysThatAFileIsEmpty() throws Exception {
        for (String name : WEIGHTS) {
            assertRejected(name, "", "it is empty");
        }
    }

    @Test
    void keepsTheReasonOfAPickleThatImportsMore() throws Exception {
        assertRejected("m.ckpt", "cos\nsystem\n(S'true'\ntR.", "\"os.system\"");
    }

    private void assertRejected(String name, String content, String why) throws IOException {
        Path file = Files.writeString(folder.resolve("m"), content, StandardCharsets.ISO_8859_1);
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            assertThatThrownBy(() -> inspector.inspect(new CheckpointFileName(name), channel))
                    .isInstanceOf(ModelFileRejectedException.class)
                    .hasMessageStartingWith(name + " is rejected: it")
                    .hasMessageContaining(why);
        }
    }
}
