package vigie.devstack;

import java.util.List;
import java.util.Map;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.email.UAX29URLEmailTokenizer;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.nl.DutchAnalyzer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.util.ElisionFilter;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.analysis.AbstractIndexAnalyzerProvider;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.AnalyzerProvider;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.PreConfiguredTokenFilter;
import org.elasticsearch.index.analysis.PreConfiguredTokenizer;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;

/**
 * A test fixture: the few names of Elasticsearch's own module analysis-common that Vigie's mapping
 * uses, with the same parameters and the same Lucene classes behind them. A real Elasticsearch has
 * them all and must never be given this plugin.
 */
public final class AnalysisFixture extends Plugin implements AnalysisPlugin {

    @Override
    public Map<String, AnalysisProvider<CharFilterFactory>> getCharFilters() {
        return Map.of(
            "mapping", AnalysisPlugin.requiresAnalysisSettings(CharFilters::mapping),
            "pattern_replace", AnalysisPlugin.requiresAnalysisSettings(CharFilters::patternReplace));
    }

    /** For Elasticsearch itself, not for Vigie: its own security index names it. */
    @Override
    public Map<String, AnalysisProvider<TokenizerFactory>> getTokenizers() {
        return Map.of("uax_url_email", (index, env, name, settings) -> {
            int longest = settings.getAsInt("max_token_length", StandardAnalyzer.DEFAULT_MAX_TOKEN_LENGTH);
            return TokenizerFactory.newFactory(name, () -> {
                UAX29URLEmailTokenizer tokenizer = new UAX29URLEmailTokenizer();
                tokenizer.setMaxTokenLength(longest);
                return tokenizer;
            });
        });
    }

    @Override
    public Map<String, AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
        return Map.of(
            "lowercase", TokenFilters::lowercase,
            "asciifolding", TokenFilters::asciiFolding,
            "elision", AnalysisPlugin.requiresAnalysisSettings(TokenFilters::elision),
            "pattern_capture", AnalysisPlugin.requiresAnalysisSettings(TokenFilters::patternCapture),
            "pattern_replace", AnalysisPlugin.requiresAnalysisSettings(TokenFilters::patternReplace),
            "stemmer", TokenFilters::stemmer,
            "unique", TokenFilters::unique);
    }

    @Override
    public List<PreConfiguredTokenizer> getPreConfiguredTokenizers() {
        return List.of(PreConfiguredTokenizer.singleton("uax_url_email", UAX29URLEmailTokenizer::new));
    }

    @Override
    public List<PreConfiguredTokenFilter> getPreConfiguredTokenFilters() {
        return List.of(
            PreConfiguredTokenFilter.singleton("asciifolding", true, ASCIIFoldingFilter::new),
            PreConfiguredTokenFilter.singleton(
                "elision", true, input -> new ElisionFilter(input, FrenchAnalyzer.DEFAULT_ARTICLES)),
            PreConfiguredTokenFilter.singleton("stemmer", false, PorterStemFilter::new),
            PreConfiguredTokenFilter.singleton("unique", false, Unique::new));
    }

    @Override
    public Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> getAnalyzers() {
        return Map.of(
            "french", (index, env, name, settings) -> provide(name, new FrenchAnalyzer(
                Analysis.parseStopWords(env, settings, FrenchAnalyzer.getDefaultStopSet()), exclusions(settings))),
            "english", (index, env, name, settings) -> provide(name, new EnglishAnalyzer(
                Analysis.parseStopWords(env, settings, EnglishAnalyzer.getDefaultStopSet()), exclusions(settings))),
            "spanish", (index, env, name, settings) -> provide(name, new SpanishAnalyzer(
                Analysis.parseStopWords(env, settings, SpanishAnalyzer.getDefaultStopSet()), exclusions(settings))),
            "dutch", (index, env, name, settings) -> provide(name, new DutchAnalyzer(
                Analysis.parseStopWords(env, settings, DutchAnalyzer.getDefaultStopSet()), exclusions(settings))));
    }

    private static CharArraySet exclusions(Settings settings) {
        return Analysis.parseStemExclusion(settings, CharArraySet.EMPTY_SET);
    }

    private static <A extends Analyzer> AnalyzerProvider<A> provide(String name, A analyzer) {
        return new AbstractIndexAnalyzerProvider<A>(name) {
            @Override
            public A get() {
                return analyzer;
            }
        };
    }
}
