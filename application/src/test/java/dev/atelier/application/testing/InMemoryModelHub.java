package dev.atelier.application.testing;

import dev.atelier.application.checkpoint.ModelHub;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.ImportSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A site that has what a test defined. */
public class InMemoryModelHub implements ModelHub {

    private final Map<Reference, ImportSource> files = new HashMap<>();

    /** Defines a file. */
    public void serve(Reference reference, ImportSource source) {
        files.put(reference, source);
    }

    @Override
    public List<ImportSource> resolve(List<Reference> references, UserName user) {
        return references.stream().map(this::resolve).toList();
    }

    private ImportSource resolve(Reference reference) {
        if (!files.containsKey(reference)) {
            throw new InvalidRequestException("the site does not have " + reference);
        }
        return files.get(reference);
    }
}
