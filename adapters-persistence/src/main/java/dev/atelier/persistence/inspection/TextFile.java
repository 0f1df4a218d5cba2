package dev.atelier.persistence.inspection;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A configuration that is written beside a model. */
final class TextFile {

    private static final int LARGEST = 1024 * 1024;

    private TextFile() {}

    static void inspect(SeekableByteChannel file) throws Finding, IOException {
        if (file.size() > LARGEST) {
            throw new Finding("it has more than the " + LARGEST + " bytes that a configuration may have");
        }
        try {
            CharSequence text = StandardCharsets.UTF_8.newDecoder().decode(FileBytes.read(file, 0, (int) file.size()));
            if (text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t')) {
                throw new Finding("it holds control characters, so it is no text");
            }
        } catch (CharacterCodingException e) {
            throw new Finding("it is no text in UTF-8");
        }
    }
}
