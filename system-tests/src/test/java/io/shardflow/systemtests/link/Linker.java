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
package io.shardflow.systemtests.link;

import io.shardflow.systemtests.link.ClassFile.Reference;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Links the classes of a NAR as the JVM would do in NiFi: what the parent NARs have comes first, then the NAR's own, and the JDK.
 * It says what would end in a NoClassDefFoundError, NoSuchMethodError, NoSuchFieldError, IncompatibleClassChangeError,
 * IllegalAccessError or AbstractMethodError if it were run.
 */
final class Linker {

    private final Libraries parents;
    private final Libraries own;
    private final Map<String, Optional<ClassFile>> platform = new HashMap<>();

    Linker(final Libraries parents, final Libraries own) {
        this.parents = parents;
        this.own = own;
    }

    /**
     * One line for each fault: the jar, the class and what it asks for in vain. Of a library that the parents have too, in another
     * version, only those classes count that others ask for: what is left of it belongs to nothing that would be loaded.
     */
    Set<String> faults() {
        final Set<String> shared = own.names().stream()
                .filter(name -> parents.find(name).isPresent())
                .map(own::jarOf)
                .collect(Collectors.toSet());
        final Set<String> seen = own.names().stream()
                .filter(name -> !shared.contains(own.jarOf(name)))
                .collect(Collectors.toSet());
        final Deque<String> left = new ArrayDeque<>(seen);
        final Set<String> faults = new TreeSet<>();
        while (!left.isEmpty()) {
            final ClassFile type = own.find(left.pop()).orElseThrow();
            final String who = own.jarOf(type.name()) + ": " + type.name() + " -> ";
            faultsOf(type).forEach(fault -> faults.add(who + fault));
            type.classes().stream()
                    .filter(name ->
                            parents.find(name).isEmpty() && own.find(name).isPresent() && seen.add(name))
                    .forEach(left::push);
        }
        return faults;
    }

    private List<String> faultsOf(final ClassFile type) {
        final List<String> faults = new ArrayList<>();
        type.classes().stream()
                .filter(other -> find(other).isEmpty())
                .map(other -> "no class " + other)
                .forEach(faults::add);
        type.references().stream()
                .flatMap(reference -> fault(reference).stream())
                .forEach(faults::add);
        if (!Modifier.isAbstract(type.access()) && !Modifier.isInterface(type.access())) {
            faults.addAll(notImplemented(type));
        }
        return faults;
    }

    private Optional<String> fault(final Reference reference) {
        final Optional<ClassFile> owner = find(reference.owner());
        if (owner.isEmpty() || reference.owner().startsWith("java/lang/invoke/")) {
            // said already; and what handles take is not declared
            return Optional.empty();
        }
        if (reference.interfaceMethod() != null
                && reference.interfaceMethod()
                        != Modifier.isInterface(owner.get().access())) {
            return Optional.of("other kind " + reference.owner());
        }
        final Set<ClassFile> ancestry = ancestry(owner.get());
        final Optional<ClassFile> declaring = ancestry.stream()
                .filter(type -> type.members().containsKey(reference.member()))
                .findFirst();
        if (declaring.isEmpty()) {
            return Optional.of("no member " + reference.owner() + '.' + reference.member());
        }
        final int access = declaring.get().members().get(reference.member());
        return parents.find(declaring.get().name()).isPresent()
                        && !Modifier.isPublic(access)
                        && !Modifier.isProtected(access)
                ? Optional.of("no access to " + reference.owner() + '.' + reference.member())
                : Optional.empty();
    }

    /** What the parents' classes and interfaces ask of a class that extends them, and it does not have. */
    private List<String> notImplemented(final ClassFile type) {
        final Set<ClassFile> ancestry = ancestry(type);
        final List<String> missing = new ArrayList<>();
        for (final ClassFile ancestor : ancestry) {
            if (parents.find(ancestor.name()).isPresent()) {
                ancestor.members().forEach((member, access) -> {
                    if (Modifier.isAbstract(access)
                            && ancestry.stream()
                                    .map(other -> other.members().get(member))
                                    .noneMatch(found -> found != null && !Modifier.isAbstract(found))) {
                        missing.add("not implemented " + ancestor.name() + '.' + member);
                    }
                });
            }
        }
        return missing;
    }

    /** The class, its superclasses, and the interfaces of all of them. */
    private Set<ClassFile> ancestry(final ClassFile type) {
        final Set<ClassFile> ancestry = new LinkedHashSet<>();
        for (Optional<ClassFile> each = Optional.of(type);
                each.isPresent();
                each = Optional.ofNullable(each.get().superclass()).flatMap(this::find)) {
            ancestry.add(each.get());
        }
        final List<ClassFile> left = new ArrayList<>(ancestry);
        // an interface has the methods of Object, and names it as its superclass
        while (!left.isEmpty()) {
            left.removeLast().interfaces().forEach(name -> find(name).ifPresent(each -> {
                if (ancestry.add(each)) {
                    left.add(each);
                }
            }));
        }
        return ancestry;
    }

    private Optional<ClassFile> find(final String name) {
        return parents.find(name).or(() -> own.find(name)).or(() -> platform.computeIfAbsent(name, Linker::ofTheJdk));
    }

    private static Optional<ClassFile> ofTheJdk(final String name) {
        try (InputStream in = ClassLoader.getPlatformClassLoader().getResourceAsStream(name + ".class")) {
            return in == null ? Optional.empty() : Optional.of(ClassFile.read(in.readAllBytes()));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
