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
import io.shardflow.nifi.kinesis.metadata.KinesisMetadata;
import io.shardflow.nifi.kinesis.metadata.Position;

/**
 * The metadata that a row has of its record. A number that became a text, or a text that became a number, is none.
 *
 * @param json an object, if it is any
 */
record RowMetadata(JsonNode json) {

    /** Null if there is none. */
    String stream() {
        return text(KinesisMetadata.STREAM);
    }

    /** Null if there is none. */
    String shardId() {
        return text(KinesisMetadata.SHARD_ID);
    }

    /** Null if there is none. */
    String sequenceNumber() {
        return text(KinesisMetadata.SEQUENCE_NUMBER);
    }

    JsonNode arrival() {
        return json.path(KinesisMetadata.APPROXIMATE_ARRIVAL);
    }

    /**
     * Whether it has every sub-field and no other, and those that are not asked for by themselves are those of a record with this
     * key that is no part of another one. Its sequence number must be one.
     */
    boolean isOfKey(final String partitionKey) {
        final JsonNode subSequenceNumber = json.path(KinesisMetadata.SUB_SEQUENCE_NUMBER);
        return json.size() == KinesisMetadata.SUB_FIELDS.size()
                && partitionKey.equals(text(KinesisMetadata.PARTITION_KEY))
                && subSequenceNumber.isIntegralNumber()
                && subSequenceNumber.longValue() == 0
                && KinesisMetadata.shardedSequenceNumber(new Position(sequenceNumber(), 0))
                        .equals(text(KinesisMetadata.SHARDED_SEQUENCE_NUMBER));
    }

    private String text(final String field) {
        return json.path(field).textValue();
    }
}
