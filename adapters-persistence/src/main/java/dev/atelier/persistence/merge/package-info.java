/**
 * Merges models, a block of numbers at a time: {@code MergePlan} describes, from the headers, the content of each
 * tensor, {@code SafetensorsMerger} computes it, and {@code MergeWorker} runs the merges of {@code JdbcMergeQueue}.
 */
package dev.atelier.persistence.merge;
