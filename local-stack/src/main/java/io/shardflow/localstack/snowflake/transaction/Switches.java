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
package io.shardflow.localstack.snowflake.transaction;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** What a test may change while the stand-in runs. Written by control requests, read by every statement. */
public final class Switches {
    private volatile boolean waitedUpdateKeepsSnapshot;
    private volatile Duration staleFor = Duration.ZERO;
    private volatile Duration abandonedAfter;
    private volatile boolean warehouseOverQuota;
    private volatile Duration clockAhead = Duration.ZERO;
    private volatile Set<Quirk> quirks = Set.of();
    private volatile Map<String, String> otherCodes = Map.of();

    public Switches(final Duration abandonedAfter) {
        this.abandonedAfter = abandonedAfter;
    }

    /** Switch A: an UPDATE or DELETE that waited for a lock acts on the rows that it had found before it waited. */
    public boolean waitedUpdateKeepsSnapshot() {
        return waitedUpdateKeepsSnapshot;
    }

    public void waitedUpdateKeepsSnapshot(final boolean on) {
        waitedUpdateKeepsSnapshot = on;
    }

    /** Switch B: how long the queries of an open session do not see a commit of another session; zero is off. */
    public Duration staleFor() {
        return staleFor;
    }

    public void staleFor(final Duration time) {
        staleFor = time;
    }

    /** Whether changes keep the earlier versions of their rows, for sessions that do not see them at once. */
    boolean keepsVersions() {
        return !staleFor.isZero() || has(Quirk.UPDATES_UNDER_LOCK_STALE);
    }

    public Duration abandonedAfter() {
        return abandonedAfter;
    }

    public void abandonedAfter(final Duration time) {
        abandonedAfter = time;
    }

    /** How far Snowflake's clock is ahead of this machine's: for who asks for the time, for the tokens of key pairs and for {@link #abandonedAfter}. */
    public Duration clockAhead() {
        return clockAhead;
    }

    public Instant now() {
        return Instant.now().plus(clockAhead);
    }

    public void clockAhead(final Duration time) {
        clockAhead = time;
    }

    /** Switch C: whether the resource monitor lets no warehouse run. */
    public boolean warehouseOverQuota() {
        return warehouseOverQuota;
    }

    public void warehouseOverQuota(final boolean on) {
        warehouseOverQuota = on;
    }

    public boolean has(final Quirk quirk) {
        return quirks.contains(quirk);
    }

    public Set<Quirk> quirks() {
        return quirks;
    }

    /** Turns these on, and all others off. */
    public void quirks(final Set<Quirk> on) {
        quirks = Set.copyOf(on);
    }

    /** Codes of errors, and what they are answered as. */
    public Map<String, String> otherCodes() {
        return otherCodes;
    }

    /** Answers errors of these codes as errors of other ones, and all others as they are. */
    public void otherCodes(final Map<String, String> codes) {
        otherCodes = Map.copyOf(codes);
    }
}
