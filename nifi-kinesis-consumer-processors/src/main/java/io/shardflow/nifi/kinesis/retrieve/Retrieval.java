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
package io.shardflow.nifi.kinesis.retrieve;

import software.amazon.kinesis.retrieval.DataFetcherProviderConfig;

/**
 * How one Scheduler reads its shards.
 *
 * <p><b>Threading.</b> {@link #open} by the Scheduler's thread, the others by any.
 */
public interface Retrieval extends AutoCloseable {

    /** A new source for a shard. */
    AnswerSource open(DataFetcherProviderConfig config);

    /**
     * Whether Kinesis sends records when there are some. If not, it is asked for them in a rhythm, and the bytes of each answer
     * can be taken from the budget before.
     */
    boolean isPushed();

    /** Ends the calls that a thread waits for however long; those made after it fail. Idempotent. */
    void endCalls();

    /** Ends every call that is open. Idempotent. */
    @Override
    void close();
}
