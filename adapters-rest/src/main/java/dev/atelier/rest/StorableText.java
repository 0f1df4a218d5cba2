package dev.atelier.rest;

import dev.atelier.domain.InvalidRequestException;

/** Text that every database can store and search. */
public final class StorableText {

    private StorableText() {}

    /**
     * The text itself.
     *
     * @param what names it in the error
     * @throws InvalidRequestException if it holds U+0000, which PostgreSQL rejects in every statement
     */
    public static String require(String what, String text) {
        if (text.indexOf('\0') >= 0) {
            throw new InvalidRequestException(what + " holds the character U+0000, which no string may have");
        }
        return text;
    }
}
