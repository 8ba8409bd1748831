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
package io.shardflow.probe;

import io.shardflow.probe.Answer.Verdict;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The findings as a page of Markdown, to be sent in.
 *
 * @param title what was probed
 * @param facts of the account and this machine, in order
 * @param besides what was sent before and after the checks
 * @param hidden texts, such as the account's name, with what stands for them wherever they occur
 */
public record Report(
        String title,
        Map<String, String> facts,
        List<Finding> findings,
        List<String> besides,
        Map<String, String> hidden) {

    private static final Pattern LOCAL_FILE = Pattern.compile("'file://[^']*/");

    /** How many have each verdict, and how many of those that differ or are open matter, in one line. */
    public String summary() {
        return "holds=%d differs=%d (%d of them needed) not_allowed=%d not_checked=%d (%d of them needed)"
                .formatted(
                        count(Verdict.HOLDS),
                        count(Verdict.DIFFERS),
                        needed(Verdict.DIFFERS),
                        count(Verdict.NOT_ALLOWED),
                        count(Verdict.NOT_CHECKED),
                        needed(Verdict.NOT_CHECKED));
    }

    /** Whether the connector can keep its promise there, as far as was checked. */
    public boolean isGood() {
        return findings.stream()
                .noneMatch(finding ->
                        finding.check().needed() && (finding.is(Verdict.DIFFERS) || finding.is(Verdict.NOT_ALLOWED)));
    }

    /** Whether the account has answered none of the questions. */
    public boolean isEmpty() {
        return count(Verdict.NOT_CHECKED) == findings.size();
    }

    private long count(final Verdict verdict) {
        return findings.stream().filter(finding -> finding.is(verdict)).count();
    }

    private long needed(final Verdict verdict) {
        return findings.stream()
                .filter(finding -> finding.is(verdict) && finding.check().needed())
                .count();
    }

    /** The same with one more text hidden. @param shown what stands for it */
    Report hiding(final String text, final String shown) {
        final Map<String, String> all = new LinkedHashMap<>(hidden);
        all.put(text, shown);
        return new Report(title, facts, findings, besides, all);
    }

    /** Without secrets, and without what is hidden. */
    public String markdown() {
        final StringBuilder page = new StringBuilder("# ").append(title).append("\n\n");
        page.append("Made ")
                .append(Instant.now().truncatedTo(ChronoUnit.SECONDS))
                .append(".\n\n");
        facts.forEach((name, value) ->
                page.append("* ").append(name).append(": ").append(value).append('\n'));
        page.append("\n`").append(summary()).append("`\n\n");
        page.append("| id | assumption | needed | expected | seen | verdict |\n|---|---|---|---|---|---|\n");
        findings.forEach(finding -> page.append(row(finding)));
        page.append("\n## What was sent\n");
        findings.forEach(finding -> page.append("\n### ")
                .append(finding.check().id())
                .append("\n\nTook ")
                .append(finding.took().toMillis())
                .append(" ms.\n\n")
                .append(sent(finding.sent())));
        page.append("\n### Before and after the checks\n\n").append(sent(besides));
        return hide(page.toString());
    }

    private static String sent(final List<String> statements) {
        return statements.stream()
                .map(statement -> LOCAL_FILE.matcher(statement).replaceAll("'file://…/"))
                .collect(Collectors.joining("\n", "```\n", "\n```\n"));
    }

    private static String row(final Finding finding) {
        final Check<?> check = finding.check();
        return List.of(
                        "`" + check.id() + "`",
                        check.assumption(),
                        check.needed() ? "yes" : "no",
                        check.expected(),
                        finding.answer().seen(),
                        finding.answer().verdict().toString())
                .stream()
                .map(cell -> cell.replaceAll("\\s+", " ").replace("|", "\\|"))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private String hide(final String text) {
        String shown = text;
        for (final Map.Entry<String, String> secret : hidden.entrySet()) {
            if (!secret.getKey().isBlank()) {
                // A name may begin or end with what is no letter, where \b would not match.
                shown = Pattern.compile(
                                "(?<!\\w)" + Pattern.quote(secret.getKey()) + "(?!\\w)", Pattern.CASE_INSENSITIVE)
                        .matcher(shown)
                        .replaceAll(secret.getValue());
            }
        }
        return shown;
    }
}
