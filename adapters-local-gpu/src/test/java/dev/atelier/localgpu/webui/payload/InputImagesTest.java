package dev.atelier.localgpu.webui.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.application.util.TemporaryDirectory;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.localgpu.webui.wire.LenientJson;
import dev.atelier.localgpu.webui.wire.NodeException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputImagesTest {

    /** With a folder where each temporary file should be. */
    @ParameterizedTest
    @CsvSource({"input, TYPE_INT_RGB", "plain-init_imagesimage1, TYPE_INT_RGB", "rgb-init_imagesimage1, TYPE_BYTE_GRAY"
    })
    void aFileThatCannotBeWrittenIsNoFaultOfTheNode(String file, String type, @TempDir Path parent) throws Exception {
        ObjectNode payload = LenientJson.MAPPER.createObjectNode();
        payload.putArray("init_images")
                .add(image(BufferedImage.class.getField(type).getInt(null)));
        try (TemporaryDirectory folder = TemporaryDirectory.below(parent, "t-", (message, failure) -> {})) {
            Files.createDirectory(folder.file(file));

            NodeException failure = catchThrowableOfType(
                    NodeException.class, () -> InputImages.prepare(payload, TaskType.IMG2IMG, false, folder));

            assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(NodeException.Kind.LOCAL);
        }
    }

    private static String image(int type) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(4, 4, type), "png", bytes);
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
