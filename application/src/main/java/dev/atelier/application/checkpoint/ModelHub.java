package dev.atelier.application.checkpoint;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.ImportSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Sites for models that name files by ids of their own. Thread-safe. */
public interface ModelHub {

    /** A file of such a site. */
    sealed interface Reference permits HuggingFace, Civitai {}

    /**
     * A file of a repository at Hugging Face.
     *
     * @param revision a branch, tag or commit
     * @param file its path in the repository
     */
    record HuggingFace(String repository, String revision, String file) implements Reference {

        public HuggingFace {
            require("repository", repository, "([\\w.-]{1,96}/)?[\\w.-]{1,96}", "owner/name");
            require("revision", revision, "[\\w.-]+(/[\\w.-]+)*", "a branch, tag or commit such as main");
            require("file", file, "[^/\\\\\\p{Cntrl}]+(/[^/\\\\\\p{Cntrl}]+)*", "the path of a file in the repository");
        }
    }

    /**
     * A file of a model's version at Civitai.
     *
     * @param file its name; empty: the version's primary file
     */
    record Civitai(long version, Optional<String> file) implements Reference {

        public Civitai {
            if (version <= 0) {
                throw new InvalidRequestException("civitai_version " + version + " is not a version; allowed is a"
                        + " positive number, the id of a model's version");
            }
        }
    }

    private static void require(String name, String text, String form, String allowed) {
        boolean leadsOut = Arrays.stream(text.split("/", -1)).anyMatch(part -> part.matches("\\.{1,2}"));
        if (text.length() > 1000 || leadsOut || !text.matches(form)) {
            throw new InvalidRequestException(
                    name + " " + TextSanitizer.quote(text) + " is not allowed; allowed is " + allowed);
        }
    }

    /**
     * Asks the sites for URL, name, size and digest of files: once for those of one revision or version, and for a limited time.
     *
     * @param user whose credentials may be sent
     * @return what is known of each, in the same order
     * @throws InvalidRequestException if a site does not have one, or cannot be asked
     * @throws dev.atelier.domain.CapacityExceededException if the sites are being asked for as many other imports as they may be
     */
    List<ImportSource> resolve(List<Reference> references, UserName user);
}
