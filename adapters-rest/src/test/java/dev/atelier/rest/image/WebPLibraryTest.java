package dev.atelier.rest.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import dev.atelier.application.inference.InferenceOutcome.Format;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.ImageWriterSpi;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebPLibraryTest {

    /** A class of the library. */
    private static final String NATIVE = "com.luciad.imageio.webp.WebPReader";

    @TempDir
    Path folder;

    @Test
    void nothingIsUnpackedBeforeAWebPIsAskedFor() throws IOException {
        WebPLibrary library = new WebPLibrary(folder);
        ImageEncoder encoder = new ImageEncoder(library);
        assertThat(encoder.writes(Format.JPEG)).isTrue();
        assertThat(encoder.encode(WebPLibraryTest::png, Format.JPEG, 90)).isNotEmpty();
        assertThat(folder).isEmptyDirectory();

        assertThat(encoder.writes(Format.WEBP)).isTrue();
        assertThat(folder).isNotEmptyDirectory();
        assertThat(library.writer()).containsSame(library.writer().orElseThrow());
    }

    /** Its native reader must never see what clients send. */
    @Test
    void webPIsReadByPureJavaAlone() throws IOException {
        WebPLibrary library = new WebPLibrary(folder);
        byte[] webP = new ImageEncoder(library).encode(WebPLibraryTest::png, Format.WEBP, 90);
        ImageIO.scanForPlugins();

        List<ImageReader> readers = new ArrayList<>();
        ImageIO.getImageReaders(new MemoryCacheImageInputStream(new ByteArrayInputStream(webP)))
                .forEachRemaining(readers::add);
        assertThat(readers)
                .singleElement()
                .satisfies(
                        reader -> assertThat(reader.getOriginatingProvider()).isInstanceOf(WebPImageReaderSpi.class));
        assertThat(ImageIO.getImageWritersByFormatName("webp")).isExhausted();
        assertThatThrownBy(() -> Class.forName(NATIVE)).isInstanceOf(ClassNotFoundException.class);
        ImageWriterSpi writer = library.writer().orElseThrow();
        assertThat(writer.getClass().getClassLoader().getParent()).isSameAs(ClassLoader.getPlatformClassLoader());
    }

    @Test
    void anImageThatIsTooLargeForTheFormatIsAnError() {
        ImageEncoder encoder = new ImageEncoder(new WebPLibrary(folder));
        assertThatThrownBy(() -> encoder.encode(() -> png(16_384, 8), Format.WEBP, 90))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aFolderThatCannotBeWrittenLeavesItOut() throws IOException {
        WebPLibrary library = new WebPLibrary(Files.createFile(folder.resolve("file")));
        assertThat(library.writer()).isEmpty();
        ImageEncoder encoder = new ImageEncoder(library);
        assertThat(encoder.writes(Format.WEBP)).isFalse();
        assertThatThrownBy(() -> encoder.encode(WebPLibraryTest::png, Format.WEBP, 90))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no encoder for webp");
    }

    private static ByteArrayInputStream png() {
        return png(64, 64);
    }

    private static ByteArrayInputStream png(int width, int height) {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "png", png);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return new ByteArrayInputStream(png.toByteArray());
    }
}
