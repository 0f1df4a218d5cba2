package dev.atelier.persistence.inspection;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A configuration that is written beside a model. */
final class TextFile {

    private static final int LARGEST = 1024 * 1024;

    private TextFile() {}

    static void inspect(Path file) throws Finding, IOException {
        if (Files.size(file) > LARGEST) {
            throw new Finding("it has more than the " + LARGEST + " bytes that a configuration may have");
        }
        try {
            String text = Files.readString(file);
            if (text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t')) {
                throw new Finding("it holds control characters, so it is no text");
            }
        } catch (MalformedInputException e) {
            throw new Finding("it is no text in UTF-8");
        }
    }
}
