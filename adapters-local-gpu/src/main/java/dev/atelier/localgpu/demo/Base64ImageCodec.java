package dev.atelier.localgpu.demo;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Iterator;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Images in SD WebUI's JSON: base64, with or without a {@code data:} prefix. */
final class Base64ImageCodec {

    private static final Pattern WEB = Pattern.compile("^https?://.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private Base64ImageCodec() {}

    static String encode(byte[] image) {
        return Base64.getEncoder().encodeToString(image);
    }

    static PlanarImage decode(String text) {
        if (WEB.matcher(text).matches()) {
            // WebUI's message when fetching images by URL is disabled; this node never fetches
            throw WebUiErrorException.http(500, "Requests not allowed");
        }
        String base64 = text.startsWith("data:") ? text.substring(text.indexOf(',') + 1) : text;
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(base64);
            ImageFile file = new ImageFile(bytes);
            if (!file.isComplete()) {
                throw new IOException("the image breaks off");
            }
            return PlanarImage.of(read(bytes)).upright(file.orientation());
        } catch (WebUiErrorException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw WebUiErrorException.http(500, "Invalid encoded image");
        }
    }

    /** Checks the size in the header before decoding: a few bytes can declare an image that exhausts the heap. */
    private static BufferedImage read(byte[] bytes) throws IOException {
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(bytes))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new IOException("unknown image format");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in);
                PixelLimit.requireReadable(reader.getWidth(0), reader.getHeight(0));
                return reader.read(0);
            } finally {
                reader.dispose();
            }
        }
    }
}
