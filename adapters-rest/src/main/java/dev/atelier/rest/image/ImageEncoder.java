package dev.atelier.rest.image;

import dev.atelier.application.inference.InferenceOutcome.Format;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
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
public class ImageEncoder {

    public static final int FULL_QUALITY = 100;

    private static final int AT_ONCE = 2;

    /** More than any size that can be asked for. */
    private static final long MOST_PIXELS = 4096L * 4096;

    private final Semaphore turns = new Semaphore(AT_ONCE, true);
    private final WebPLibrary webP;

    ImageEncoder(WebPLibrary webP) {
        this.webP = webP;
    }

    /** Whether images can be written in that format, one of PNG, JPEG and WebP, on this machine. */
    public boolean writes(Format format) {
        return format != Format.WEBP || webP.writer().isPresent();
    }

    /**
     * The image in that format, PNG, JPEG or WebP; blocks until its turn. What is transparent becomes white in a JPEG.
     *
     * @param source opens the image, when it is its turn
     * @param quality of a JPEG or WebP, from 0 to {@link #FULL_QUALITY}; neither is without loss
     * @throws IOException if the image cannot be read, has too many pixels, or is too large for the format
     */
    public byte[] encode(Supplier<InputStream> source, Format format, int quality) throws IOException {
        turns.acquireUninterruptibly();
        try (InputStream image = source.get()) {
            BufferedImage pixels = read(image);
            return switch (format) {
                case JPEG -> write(opaque(pixels), writer("jpeg"), "JPEG", quality);
                case WEBP -> write(eightBits(pixels), webPWriter(), "Lossy", quality);
                default -> write(pixels, writer("png"), null, quality);
            };
        } finally {
            turns.release();
        }
    }

    /**
     * A smaller copy as a JPEG, or the image as one where it is not larger; blocks until its turn.
     *
     * @param source opens the image, when it is its turn
     * @param side the most pixels of its longer side
     * @param quality from 0 to {@link #FULL_QUALITY}
     * @throws IOException if the image cannot be read, or has too many pixels
     */
    public byte[] thumbnail(Supplier<InputStream> source, int side, int quality) throws IOException {
        turns.acquireUninterruptibly();
        try (InputStream image = source.get()) {
            return write(scaled(opaque(read(image)), side), writer("jpeg"), "JPEG", quality);
        } finally {
            turns.release();
        }
    }

    /** Halves it as long as it can, since each pixel of a copy is made of at most four. */
    private static BufferedImage scaled(BufferedImage image, int side) {
        int longer = Math.max(image.getWidth(), image.getHeight());
        if (longer <= side) {
            return image;
        }
        double scale = Math.max((double) side / longer, 1.0 / 2);
        BufferedImage smaller = new BufferedImage(
                Math.max(1, (int) Math.round(image.getWidth() * scale)),
                Math.max(1, (int) Math.round(image.getHeight() * scale)),
                BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = smaller.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(image, 0, 0, smaller.getWidth(), smaller.getHeight(), null);
        graphics.dispose();
        return scaled(smaller, side);
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
        return drawn(image, BufferedImage.TYPE_3BYTE_BGR, Color.WHITE);
    }

    /** The library fails at grey images that are transparent, and at 16 bits. */
    private static BufferedImage eightBits(BufferedImage image) {
        return image.getColorModel().hasAlpha() ? drawn(image, BufferedImage.TYPE_4BYTE_ABGR, null) : opaque(image);
    }

    private static BufferedImage drawn(BufferedImage image, int type, @Nullable Color background) {
        BufferedImage drawn = new BufferedImage(image.getWidth(), image.getHeight(), type);
        Graphics2D graphics = drawn.createGraphics();
        graphics.drawImage(image, 0, 0, background, null);
        graphics.dispose();
        return drawn;
    }

    private static ImageWriter writer(String format) {
        return ImageIO.getImageWritersByFormatName(format).next();
    }

    private ImageWriter webPWriter() throws IOException {
        return webP.writer()
                .orElseThrow(() -> new IOException("there is no encoder for webp on this machine"))
                .createWriterInstance();
    }

    /** @param compression the kind of compression whose quality is given; null: there is none, or it has no loss */
    private static byte[] write(BufferedImage image, ImageWriter writer, @Nullable String compression, int quality)
            throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(content)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            if (compression != null) {
                param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                param.setCompressionType(compression);
                param.setCompressionQuality((float) quality / FULL_QUALITY);
            }
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), param);
        } catch (RuntimeException e) {
            throw new IOException("it cannot be written so", e); // as libwebp does of a side beyond 16,383
        } finally {
            writer.dispose();
        }
        return content.toByteArray();
    }
}
