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
package io.shardflow.nifi.snowflake.ledger;

import java.util.function.Supplier;

/**
 * Names the attempts of one run of a processor, and knows those of its earlier runs by their names (point 18). Any thread.
 */
@FunctionalInterface
public interface AttemptNames extends Supplier<AttemptId> {

    /** A new name. */
    @Override
    AttemptId get();

    /**
     * Whether an attempt was one of this processor in a run that has ended, so that nobody works on it any more.
     *
     * @param name of any transaction, or what else was named after an attempt
     */
    default boolean isOfEarlierRun(final String name) {
        return false;
    }
}
