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

/**
 * What the loaders of one table have in common that follow one another in a run of the processor.
 *
 * @param claims shared with all loaders of this JVM
 * @param orphans transactions that any of them may have left open
 * @param joining whether files may be joined, as far as they have found out
 * @param copies whether COPY can be relied on, likewise
 * @param updates whether the ledger can, likewise
 */
record LoaderRun(
        LoadTimes times,
        LoadClock clock,
        ShardClaims claims,
        AttemptNames names,
        Orphans orphans,
        FileJoining joining,
        CopyCheck copies,
        UpdateCheck updates) {

    LoaderRun(final LoadTimes times, final LoadClock clock, final ShardClaims claims, final AttemptNames names) {
        this(times, clock, claims, names, new Orphans(names));
    }

    private LoaderRun(
            final LoadTimes times,
            final LoadClock clock,
            final ShardClaims claims,
            final AttemptNames names,
            final Orphans orphans) {
        this(
                times,
                clock,
                claims,
                names,
                orphans,
                new FileJoining(),
                new CopyCheck(names, orphans),
                new UpdateCheck(names, orphans));
    }

    LoaderRun(final LoadTimes times, final AttemptNames names) {
        this(times, LoadClock.system(), ShardClaims.ofThisJvm(), names);
    }
}
