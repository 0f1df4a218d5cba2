package dev.atelier.rest.checkpoint;

import dev.atelier.application.checkpoint.ImportFromHub;
import dev.atelier.application.checkpoint.ManageImportCredentials;
import dev.atelier.application.checkpoint.ModelHub;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.UuidParser;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ImportCredential;
import dev.atelier.domain.checkpoint.ImportSecret;
import dev.atelier.domain.checkpoint.ImportSource;
import dev.atelier.domain.checkpoint.SourceUrl;
import dev.atelier.rest.JsonObjectReader;
import io.micronaut.core.annotation.Nullable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;

/** Parses requests for imports. */
public final class ImportRequestParser {

    private static final String MAIN = "main";

    private ImportRequestParser() {}

    static ImportFromHub.Command create(JsonObjectReader body) {
        ImportSchemas.NewImport asked = body.as(ImportSchemas.NewImport.class);
        List<ImportSource> sources = new ArrayList<>();
        List<ModelHub.Reference> references = new ArrayList<>();
        asked.sources().forEach(source -> read(source, sources, references));
        return new ImportFromHub.Command(
                CheckpointType.of(asked.checkpointType()),
                sources,
                references,
                asked.params() == null ? Map.of() : asked.params().all(),
                Optional.ofNullable(asked.access()).map(CheckpointRequestParser::sharing));
    }

    private static void read(
            ImportSchemas.Source source, List<ImportSource> sources, List<ModelHub.Reference> references) {
        requireOne(source.url(), source.repository(), source.civitaiVersion(), source.sha256());
        if (source.url() != null) {
            sources.add(url(source.url(), Optional.ofNullable(source.sha256())));
        } else if (source.repository() != null) {
            references.add(huggingFace(
                    source.repository(),
                    Optional.ofNullable(source.revision()),
                    Optional.ofNullable(source.file()).orElse("")));
        } else {
            references.add(new ModelHub.Civitai(source.civitaiVersion(), Optional.ofNullable(source.file())));
        }
    }

    /** Checks that a source, of which null is not given, is of one kind, and that of sites no digest is given. */
    public static void requireOne(
            @Nullable String url, @Nullable String repository, @Nullable Object version, @Nullable String sha256) {
        if (Stream.of(Optional.ofNullable(url), Optional.ofNullable(repository), Optional.ofNullable(version))
                        .filter(Optional::isPresent)
                        .count()
                != 1) {
            throw new InvalidRequestException("a source is one of url, repository and civitai_version");
        }
        if (url == null && sha256 != null) {
            throw new InvalidRequestException("sha256 is given with a url only; the site says that of its files");
        }
    }

    /** A URL, with the digest if one is given. */
    public static ImportSource url(String url, Optional<String> sha256) {
        return new ImportSource(
                SourceUrl.parse(url), Optional.empty(), sha256.map(ImportSource::digest), OptionalLong.empty());
    }

    /** A file of a repository, by default of its main branch. */
    public static ModelHub.Reference huggingFace(String repository, Optional<String> revision, String file) {
        return new ModelHub.HuggingFace(repository, revision.orElse(MAIN), file);
    }

    static ManageImportCredentials.Command credential(JsonObjectReader body) {
        ImportSchemas.NewCredential asked = body.as(ImportSchemas.NewCredential.class);
        return new ManageImportCredentials.Command(
                asked.host(),
                ImportCredential.Kind.of(asked.kind()),
                Optional.ofNullable(asked.parameter()).orElse(""),
                new ImportSecret(asked.secret()),
                Boolean.TRUE.equals(asked.forAll()));
    }

    /** @throws NotFoundException if it is no id of an import */
    public static CheckpointId id(String text) {
        return CheckpointId.parse(text)
                .orElseThrow(() -> new NotFoundException("import with id " + TextSanitizer.quote(text) + " not found"));
    }

    /** @throws NotFoundException if it is no id of a credential */
    public static UUID credentialId(String text) {
        return UuidParser.parse(text)
                .orElseThrow(
                        () -> new NotFoundException("credential with id " + TextSanitizer.quote(text) + " not found"));
    }
}
