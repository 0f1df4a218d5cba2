/** The rows of merges and their queue, whose merges {@code MergeWorker} runs; {@code safetensors} makes the files. */
package dev.atelier.persistence.merge;
