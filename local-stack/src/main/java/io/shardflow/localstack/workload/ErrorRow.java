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

import java.util.Base64;

/** A row of the error table. A column that is NULL is an empty text. */
record ErrorRow(String stream, String shardId, String sequenceNumber, String partitionKey, String raw, String reason) {

    BadRecords.Place place() {
        return new BadRecords.Place(shardId, sequenceNumber);
    }

    /** Whether it has everything of the record as it was sent, and says what is wrong with it. @param from stream of the record */
    boolean isOf(final BadRecords.Sent sent, final String from) {
        return sent.kind().isStream(stream, from)
                && sent.partitionKey().equals(partitionKey)
                && sent.kind().isKeptAs(sent.payload(), Base64.getDecoder().decode(raw))
                && sent.kind().isReason(reason);
    }
}
