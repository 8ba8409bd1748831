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
package io.shardflow.nifi.kinesis.settings;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/**
 * Codes of AWS regions, as far as the AWS SDK knows them: those it lists, and any code that has the form of one of its
 * partitions, because a region may be younger than the SDK. Pure.
 */
final class RegionCodes {

    private static final List<String> LISTED = Region.regions().stream()
            .filter(region -> !region.isGlobalRegion())
            .map(Region::id)
            .sorted()
            .toList();

    private static final Set<Pattern> FORMS = Region.regions().stream()
            .map(region -> PartitionMetadata.of(region).regionRegex())
            .distinct()
            .map(Pattern::compile)
            .collect(Collectors.toSet());

    private RegionCodes() {}

    static boolean isPossible(final String code) {
        return LISTED.contains(code)
                || FORMS.stream().anyMatch(form -> form.matcher(code).matches());
    }

    /** The listed code that takes the fewest changes of a character to come to. */
    static String nearest(final String text) {
        final String lowerCase = text.toLowerCase(Locale.ROOT);
        return LISTED.stream()
                .min(Comparator.comparingInt(code -> changes(lowerCase, code)))
                .orElseThrow();
    }

    private static int changes(final String from, final String to) {
        int[] previous = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            final int[] current = new int[to.length() + 1];
            current[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                final int replaced = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[to.length()];
    }
}
