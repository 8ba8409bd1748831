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
package io.shardflow.nifi.snowflake.target;

import io.shardflow.nifi.snowflake.gap.RecentMap;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;

/**
 * Since when the Record Reader does not reach what it needs, by FlowFile. Every task of the processor uses it; guarded by its
 * monitor.
 */
public final class ReaderOutages {

    /** A schema registry is restarted within this time, or somebody has to look after it anyway. */
    public static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final int MOST_KNOWN = 10_000;

    private final Map<String, Long> since = new RecentMap<>(MOST_KNOWN);
    private final LongSupplier nanoClock;

    public ReaderOutages(final LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** @return whether it has failed for this FlowFile for so long that something else may be to blame */
    public synchronized boolean failed(final FlowFile flowFile) {
        final long now = nanoClock.getAsLong();
        final Long first = since.putIfAbsent(id(flowFile), now);
        return first != null && now - first >= PATIENCE.toNanos();
    }

    public synchronized void ended(final FlowFile flowFile) {
        since.remove(id(flowFile));
    }

    private static String id(final FlowFile flowFile) {
        return flowFile.getAttribute(CoreAttributes.UUID.key());
    }
}
