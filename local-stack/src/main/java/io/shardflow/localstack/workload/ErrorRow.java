/*
 * Copyright 2026 The Shardflow authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.shardflow.localstack.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardflow.nifi.kinesis.metadata.KinesisMetadata;
import java.io.IOException;
import java.util.Base64;

/**
 * A row of the error table. A column that is NULL is an empty text.
 *
 * @param metadata as JSON
 * @param raw in Base64
 */
record ErrorRow(String metadata, String raw, String reason) {

    private static final ObjectMapper JSON = new ObjectMapper();

    BadRecords.Place place() {
        final RowMetadata of = new RowMetadata(json());
        return new BadRecords.Place(of.shardId(), of.sequenceNumber());
    }

    /**
     * Whether it has everything of the record as it was sent, and says what is wrong with it.
     *
     * @param sent the record in its place
     * @param from stream of the record
     */
    boolean isOf(final BadRecords.Sent sent, final String from, final Arrivals arrivals) {
        final RowMetadata of = new RowMetadata(json());
        return of.stream() != null
                && sent.kind().isStream(of.stream(), from)
                && of.isOfKey(sent.partitionKey())
                && arrivals.isOf(place(), of.arrival())
                && isKept(sent, from)
                && sent.kind().isReason(reason);
    }

    private boolean isKept(final BadRecords.Sent sent, final String from) {
        final byte[] kept;
        try {
            kept = Base64.getDecoder().decode(raw);
        } catch (final IllegalArgumentException e) {
            return false;
        }
        return sent.kind().isKeptAs(sent.payload(), kept)
                && (sent.kind().isRefusedByConsumer() || metadataIn(kept).equals(unmarked(from)));
    }

    /** What a table has refused keeps the metadata that the consumer gave it: by it the record is known when it is loaded again. */
    private static JsonNode metadataIn(final byte[] record) {
        try {
            return JSON.readTree(record).path(KinesisMetadata.DEFAULT_FIELD);
        } catch (final IOException e) {
            return JSON.missingNode();
        }
    }

    private JsonNode unmarked(final String stream) {
        return json() instanceof final ObjectNode own ? own.put(KinesisMetadata.STREAM, stream) : JSON.missingNode();
    }

    private JsonNode json() {
        try {
            return JSON.readTree(metadata);
        } catch (final IOException e) {
            return JSON.missingNode();
        }
    }
}
