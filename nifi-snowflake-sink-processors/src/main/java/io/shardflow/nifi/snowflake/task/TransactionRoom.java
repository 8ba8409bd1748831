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
package io.shardflow.nifi.snowflake.task;

import io.shardflow.nifi.snowflake.schema.BatchShape;
import io.shardflow.nifi.snowflake.schema.EvolutionPlanner;
import io.shardflow.nifi.snowflake.schema.StatementText;
import java.util.HashSet;
import java.util.Set;

/**
 * What the contents of one transaction may take together: records, heap for their fields, and room in the text of a statement,
 * in which each field is named and each spelling of the metadata field stands. One thread.
 */
final class TransactionRoom {

    /** Bytes that the fields of all contents together take, some 200,000 short names. */
    private static final long MOST_HEAP = 32_000_000;

    private final long mostRecords;
    private final StatementText names = StatementText.ofSeveral();
    private final Set<String> spellings = new HashSet<>();
    private long records;
    private long heap;

    TransactionRoom(final long mostRecords) {
        this.mostRecords = mostRecords;
    }

    /** Whether the next content has to wait for another transaction. */
    boolean isFull() {
        return records >= mostRecords || heap >= MOST_HEAP || spellings.size() >= EvolutionPlanner.MOST_SPELLINGS;
    }

    /** @return whether one statement can name the fields beside those of the contents before */
    boolean add(final CheckedContent content) {
        records += content.content().rows();
        heap += content.shape().heap();
        spellings.addAll(content.metadataFields());
        return areNamed(content.shape());
    }

    private boolean areNamed(final BatchShape shape) {
        final boolean[] all = {true};
        shape.forEach((field, use) -> all[0] &= names.takes(field));
        return all[0];
    }
}
