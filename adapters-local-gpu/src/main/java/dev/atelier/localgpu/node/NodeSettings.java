package dev.atelier.localgpu.node;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What is known of a node before it was asked anything.
 *
 * @param modelsDir the {@code models} folder of its WebUI as this service sees it; empty: the node serves what it has
 * @param modelsMaxBytes how much may be placed there; 0: as much as fits on the disk
 */
public record NodeSettings(
        NodeUrl url, Optional<Path> modelsDir, long modelsMaxBytes, InstanceTypeMatcher instanceTypes) {}
