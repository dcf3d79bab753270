// A valid newsletter with defaults, so that a test names only what matters to it.
import { newsletterSchema, type Newsletter } from '../../src/core/newsletter.ts';

export function aNewsletter(changes: Partial<Newsletter> = {}): Newsletter {
  const settings = newsletterSchema.parse({
    title: '示例周报',
    description: '一份用于测试的周报',
    language: 'zh-CN',
    author: '示例编辑部',
    authority: 'news.example,2026',
    base_url: 'https://news.example',
    postal_address: '示例路 1 号',
    sender: { name: '示例周报', address: 'letters@news.example' },
    topics: [
      { slug: 'research', label: '前沿研究', labels: ['论文'] },
      { slug: 'tools', label: '开发工具' },
    ],
    schedule: { cron: '0 8 * * *', time_zone: 'Asia/Shanghai' },
  });
  return { ...settings, ...changes };
}
