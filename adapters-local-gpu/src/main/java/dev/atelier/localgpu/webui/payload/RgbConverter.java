package dev.atelier.localgpu.webui.payload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.application.inference.InferenceOutcome.Format;
import dev.atelier.localgpu.webui.wire.NodeException;
import dev.atelier.localgpu.webui.wire.SpooledString;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Converts PNG and JPEG files to PNG with red, green and blue, on white where they are transparent, as WebUI does. */
final class RgbConverter {

    /** 64 MB in memory. */
    private static final long MAX_PIXELS = 16L << 20;

    private RgbConverter() {}

    /** @return the image in base64, in a file beside the given one */
    static JsonNode convert(String field, ImageHeader header, Path file) throws NodeException {
        if (header.pixels() > MAX_PIXELS) {
            throw NodeException.modelMissing("The node needs images in RGB, and " + field + " is too large to convert: "
                    + header.pixels() + " pixels; " + MAX_PIXELS + " are the most");
        }
        Path converted = file.resolveSibling("rgb-" + field.replaceAll("\\W", ""));
        try (OutputStream out = Base64.getEncoder().wrap(Files.newOutputStream(converted));
                MemoryCacheImageOutputStream png = new MemoryCacheImageOutputStream(out)) {
            ImageIO.write(rgb(read(field, file)), Format.PNG.extension(), png);
        } catch (IOException e) {
            throw NodeException.local("A temporary file could not be written", e);
        }
        return SpooledString.ofFile(converted);
    }

    private static BufferedImage read(String field, Path file) throws NodeException {
        try (InputStream in = Files.newInputStream(file)) {
            BufferedImage decoded = ImageIO.read(new MemoryCacheImageInputStream(in)); // which it closes
            if (decoded != null) {
                return decoded;
            }
        } catch (IOException | RuntimeException e) { // Java's readers throw either on damaged files
            throw new NodeException(NodeException.Kind.REJECTED, field + " is damaged", e);
        }
        throw NodeException.rejected(field + " is damaged");
    }

    private static BufferedImage rgb(BufferedImage image) {
        BufferedImage rgb = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        int[] row = new int[image.getWidth()];
        for (int y = 0; y < image.getHeight(); y++) {
            readRow(image, y, row);
            for (int x = 0; x < row.length; x++) {
                row[x] = onWhite(row[x]);
            }
            rgb.setRGB(0, y, row.length, 1, row, 0, row.length);
        }
        return rgb;
    }

    private static void readRow(BufferedImage image, int y, int[] row) {
        ColorModel colors = image.getColorModel();
        if (colors.getNumColorComponents() != 1 || colors instanceof IndexColorModel) {
            image.getRGB(0, y, row.length, 1, row, 0, row.length);
            return;
        }
        // Java takes grey values for linear ones, which would make the image brighter.
        Raster raster = image.getRaster();
        int depth = colors.getComponentSize(0);
        for (int x = 0; x < row.length; x++) {
            int grey = eightBits(raster.getSample(x, y, 0), depth);
            int alpha = colors.hasAlpha() ? eightBits(raster.getSample(x, y, 1), depth) : 0xFF;
            row[x] = alpha << 24 | grey << 16 | grey << 8 | grey;
        }
    }

    private static int eightBits(int sample, int depth) {
        return (int) ((long) sample * 0xFF / ((1L << depth) - 1));
    }

    private static int onWhite(int argb) {
        int alpha = argb >>> 24;
        int color = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int value = argb >> shift & 0xFF;
            color |= (0xFF * (0xFF - alpha) + value * alpha) / 0xFF << shift;
        }
        return color;
    }
}
