package dev.atelier.rest.openai;

import dev.atelier.application.inference.InferenceOutcome.Format;
import jakarta.inject.Singleton;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes images in other formats, a few at a time, since each is held as pixels meanwhile. Thread-safe. */
@Singleton
class ImageEncoder {

    static final int FULL_QUALITY = 100;

    private static final int AT_ONCE = 2;

    /** More than any size that can be asked for. */
    private static final long MOST_PIXELS = 4096L * 4096;

    private final Semaphore turns = new Semaphore(AT_ONCE, true);

    /**
     * The image in that format, PNG or JPEG; blocks until its turn. What is transparent becomes white in a JPEG.
     *
     * @param source opens the image, when it is its turn
     * @param quality of a JPEG, from 0 to {@link #FULL_QUALITY}
     * @throws IOException if the image cannot be read, or has too many pixels
     */
    byte[] encode(Supplier<InputStream> source, Format format, int quality) throws IOException {
        turns.acquireUninterruptibly();
        try (InputStream image = source.get()) {
            BufferedImage pixels = read(image);
            return format == Format.JPEG
                    ? write(opaque(pixels), "jpeg", (float) quality / FULL_QUALITY)
                    : write(pixels, "png", 1);
        } finally {
            turns.release();
        }
    }

    private static BufferedImage read(InputStream image) throws IOException {
        try (MemoryCacheImageInputStream in = new MemoryCacheImageInputStream(image)) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new IOException("the format of the image is not known");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                if ((long) reader.getWidth(0) * reader.getHeight(0) > MOST_PIXELS) {
                    throw new IOException("the image has more than " + MOST_PIXELS + " pixels");
                }
                return reader.read(0);
            } catch (RuntimeException e) {
                throw new IOException("the image is damaged", e); // readers report some errors so
            } finally {
                reader.dispose();
            }
        }
    }

    private static BufferedImage opaque(BufferedImage image) {
        if (image.getType() == BufferedImage.TYPE_3BYTE_BGR || image.getType() == BufferedImage.TYPE_INT_RGB) {
            return image;
        }
        BufferedImage opaque = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = opaque.createGraphics();
        graphics.drawImage(image, 0, 0, Color.WHITE, null);
        graphics.dispose();
        return opaque;
    }

    private static byte[] write(BufferedImage image, String format, float quality) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(content)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            if (format.equals("jpeg")) {
                param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                param.setCompressionQuality(quality);
            }
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
        return content.toByteArray();
    }
}
