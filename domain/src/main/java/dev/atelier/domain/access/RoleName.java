package dev.atelier.domain.access;

import dev.atelier.domain.InvalidRequestException;
import java.util.regex.Pattern;

/** A role's name: 1 to 128 characters, no control characters and no slashes, and not {@link Caller#EVERYONE}. */
public record RoleName(String value) implements Comparable<RoleName> {

    private static final int MAX_LENGTH = 128;
    private static final Pattern FORM = Pattern.compile("[^\\p{Cntrl}/\\\\]+");

    public RoleName {
        if (value == null
                || value.isBlank()
                || value.length() > MAX_LENGTH
                || value.equals(Caller.EVERYONE)
                || !FORM.matcher(value).matches()) {
            throw new InvalidRequestException("a role name has 1 to " + MAX_LENGTH
                    + " characters, without slashes and control characters, and is not *");
        }
    }

    @Override
    public int compareTo(RoleName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
