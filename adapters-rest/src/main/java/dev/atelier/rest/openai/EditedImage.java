package dev.atelier.rest.openai;

import io.micronaut.core.annotation.Nullable;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** The files of a request to edit an image, as SD WebUI's img2img takes them. */
final class EditedImage {

    private static final int LARGEST = 4096;
    /** Masks are held as pixels, four bytes each. */
    private static final int LARGEST_MASK = 2048;

    /** How far variations are from their image, from 0 to 1: composition and colours stay, what is in it is made again. */
    private static final double VARIATION = 0.6;

    private static final int STEP = 8;
    private static final int SMALLEST = 64;
    private static final int OPAQUE = 128;
    private static final int WHITE = 255;

    private EditedImage() {}

    /** The fields of the payload: the image, its size, and the mask. */
    static Map<String, Object> payload(FormParts form) {
        Map<String, Object> payload = image(form);
        only("mask", form).ifPresent(mask -> {
            payload.put("mask", base64(ByteBuffer.wrap(whiteWhereTransparent(mask))));
            // The part to be replaced begins as what it is, not as a blurred patch.
            payload.put("inpainting_fill", 1);
        });
        return payload;
    }

    /** The fields of the payload for an image that is to be varied all over. */
    static Map<String, Object> variation(FormParts form) {
        Map<String, Object> payload = image(form);
        payload.put("denoising_strength", VARIATION);
        return payload;
    }

    private static Map<String, Object> image(FormParts form) {
        Map<String, Object> payload = new LinkedHashMap<>();
        ByteBuffer image = only("image", form)
                .orElseThrow(() ->
                        OpenAiException.missing("image", "image is missing; it should be a PNG, JPEG or WEBP file"));
        payload.put("init_images", List.of(base64(image)));
        size(image).ifPresent(size -> {
            payload.put("width", size.width());
            payload.put("height", size.height());
        });
        return payload;
    }

    private static Optional<ByteBuffer> only(String name, FormParts form) {
        List<ByteBuffer> files = form.files(name);
        if (files.size() > 1) {
            throw OpenAiException.unsupported(
                    name, name + " has " + files.size() + " files; they are not combined here, one is allowed");
        }
        return files.stream().findFirst();
    }

    private static String base64(ByteBuffer content) {
        return StandardCharsets.ISO_8859_1
                .decode(Base64.getEncoder().encode(content.duplicate()))
                .toString();
    }

    /** The image's own size, as far as the JDK reads its format and nodes make that size. */
    private static Optional<ImageSize> size(ByteBuffer image) {
        return read(image, EditedImage::size);
    }

    @Nullable
    private static ImageSize size(ImageReader reader) throws IOException {
        return isWithin(LARGEST, reader) ? new ImageSize(side(reader.getWidth(0)), side(reader.getHeight(0))) : null;
    }

    private static boolean isWithin(int side, ImageReader reader) throws IOException {
        return reader.getWidth(0) <= side && reader.getHeight(0) <= side;
    }

    private static int side(int pixels) {
        return Math.max(SMALLEST, pixels / STEP * STEP);
    }

    /** OpenAI's masks are transparent where the image is to change, SD WebUI's are white there. */
    private static byte[] whiteWhereTransparent(ByteBuffer mask) {
        BufferedImage given = read(mask, reader -> isWithin(LARGEST_MASK, reader) ? reader.read(0) : null)
                .filter(image -> image.getColorModel().hasAlpha())
                .orElseThrow(() -> OpenAiException.invalid(
                        "mask",
                        "mask should be a PNG of at most 2048x2048 with an alpha channel, transparent where the image is to"
                                + " change"));
        BufferedImage white = new BufferedImage(given.getWidth(), given.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < given.getHeight(); y++) {
            for (int x = 0; x < given.getWidth(); x++) {
                white.getRaster().setSample(x, y, 0, given.getRGB(x, y) >>> 24 < OPAQUE ? WHITE : 0);
            }
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(white, "png", png);
        } catch (IOException e) {
            throw new UncheckedIOException("writing an image to memory", e);
        }
        return png.toByteArray();
    }

    private interface Reading<T> {
        @Nullable
        T of(ImageReader reader) throws IOException;
    }

    /** Empty for what the JDK cannot read. */
    private static <T> Optional<T> read(ByteBuffer image, Reading<T> reading) {
        try (ImageInputStream in = ImageIO.createImageInputStream(
                new ByteArrayInputStream(image.array(), image.arrayOffset(), image.limit()))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                return Optional.empty();
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                return Optional.ofNullable(reading.of(reader));
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }
}
