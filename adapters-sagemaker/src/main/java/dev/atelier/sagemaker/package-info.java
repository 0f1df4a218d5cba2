/** The room of compute on AWS. Nothing is served from here yet: {@code atelier.backend} knows {@code local-gpu} only. */
package dev.atelier.sagemaker;
